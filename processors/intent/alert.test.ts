import { describe, expect, it } from 'vitest'
import { parseAlert, questionOf } from './alert.ts'

const pasted: Readonly<Record<string, { text: string; name: string; severity?: string; question: RegExp }>> = {
  'Alertmanager in Slack': {
    text: '[FIRING:1] KubePersistentVolumeFillingUp (data-kafka-2 kafka prod warning)\nnamespace = kafka\nseverity = warning\nsummary: PersistentVolume is filling up.\nsource: http://prometheus:9090/graph?g0',
    ...{
      name: 'KubePersistentVolumeFillingUp',
      severity: 'warning',
      question: /^KubePersistentVolumeFillingUp: PersistentVolume is filling up\.$/,
    },
  },
  'Alertmanager’s template with stars': {
    text: '*Alert:* HighErrorRate - `critical`\n*Description:* 5xx rate of checkout is 12% for 10m\n*Details:*\n • *alertname:* `HighErrorRate`\n • *severity:* `critical`',
    ...{ name: 'HighErrorRate', severity: 'critical', question: /5xx rate of checkout is 12% for 10m/ },
  },
  'labels alone': {
    text: 'alertname: etcdHighFsyncDurations\ncluster: prod-fra\ninstance: 10.3.4.12:2379\nseverity: critical\ndescription: 99th percentile fsync durations are 1.4s',
    ...{
      name: 'etcdHighFsyncDurations',
      severity: 'critical',
      question: /^etcdHighFsyncDurations: 99th percentile fsync durations are 1.4s$/,
    },
  },
  Grafana: {
    text: '[Alerting] Disk usage above 90 %\n\nLabels:\n - alertname = DiskUsage\n - grafana_folder = infra\nAnnotations:\n - summary = The disk of db-3 is nearly full',
    ...{ name: 'DiskUsage', question: /nearly full/ },
  },
  PagerDuty: {
    text: '[#48213] [Triggered] Checkout latency p99 over 2s\nService: checkout\nUrgency: High\nhttps://acme.pagerduty.com/incidents/Q1',
    ...{ name: 'Checkout latency p99 over 2s', severity: 'high', question: /^Checkout latency p99 over 2s/ },
  },
  CloudWatch: {
    text: 'ALARM: "rds-free-storage-low" in EU (Frankfurt)\nYou are receiving this email because your Amazon CloudWatch Alarm changed state.\n- Name: rds-free-storage-low\n- State Change: OK -> ALARM\n- Reason for State Change: Threshold Crossed: 1 datapoint was less than the threshold',
    ...{ name: 'rds-free-storage-low', question: /^rds-free-storage-low: Threshold Crossed/ },
  },
  Datadog: {
    text: '[Triggered on {host:i-0abc}] [P2] CPU load is very high on {host:i-0abc}\nMetric value: 98.2',
    ...{ name: 'CPU load is very high', question: /^CPU load is very high/ },
  },
  'Nagios in one line': {
    text: '** PROBLEM alert - web-3/NodeClockSkewDetected is CRITICAL ** Info: Clock on 10.0.0.7 is out of sync',
    ...{ name: 'NodeClockSkewDetected', severity: 'critical', question: /NodeClockSkewDetected.*out of sync/ },
  },
  'Nagios by mail': {
    text: '***** Nagios *****\nNotification Type: PROBLEM\nService: Postgres connections\nHost: db-1\nState: CRITICAL\nAdditional Info:\nCRITICAL - 498 of 500 connections in use',
    ...{ name: 'Postgres connections', question: /498 of 500 connections in use/ },
  },
  'a severity before the name': {
    text: '🔥 CRITICAL KubeletDown\nKubelet has disappeared from Prometheus target discovery.\nrunbook_url: https://runbooks.example.org/kubeletdown\nlabels: job=kubelet, team=platform',
    ...{ name: 'KubeletDown', severity: 'critical', question: /^KubeletDown: Kubelet has disappeared from Prometheus target discovery\.$/ },
  },
  'a webhook’s JSON': {
    text: '{"status":"firing","alerts":[{"labels":{"alertname":"TargetDown","severity":"warning","job":"api"},"annotations":{"summary":"10% of the targets are down"}}]}',
    ...{ name: 'TargetDown', severity: 'warning', question: /^TargetDown: 10% of the targets are down$/ },
  },
}

describe('parseAlert', () => {
  it.each(Object.entries(pasted))('reads %s', (_, { text, name, severity, question }) => {
    const alert = parseAlert(text)
    expect(alert?.name).toBe(name)
    if (severity) expect(alert?.severity).toBe(severity)
    expect(questionOf(alert!)).toMatch(question)
  })

  it('keeps what the person asks about it, at the end', () => {
    const alert = parseAlert('got this one again\n[FIRING:3] DiskFull (prod)\nseverity: page\nis it safe to ignore?')
    expect(questionOf(alert!)).toBe('DiskFull got this one again is it safe to ignore?')
  })

  it.each([
    'how do I silence the alert DiskFull?',
    'why: because the pod restarts',
    'the certificate of api.example.org: expired yesterday, what now',
    'Error: connect ECONNREFUSED 10.0.0.1:5432',
    'host: db-1\nplease restart it',
    'critical issue with the checkout service, help',
    'warning: do not merge this',
    'problem with the VPN',
  ])('takes “%s” for no alert', (text) => {
    expect(parseAlert(text)).toBeNull()
  })
})
