/** Renders `k8s/base/deployments.yaml`: a Deployment and a PodDisruptionBudget for the gateway and for every processor of the catalogue. */
import { catalogue } from '../../processors/catalogue.ts'

type Size = { replicas: number; cpu: string; memory: string; limit: string }

const small: Size = { replicas: 2, cpu: '100m', memory: '192Mi', limit: '512Mi' }
/** What differs: the encoder runs in intent and knowledge, the index in retrieval; the gateway serves loopback only until it has a login. */
const sizes: Partial<Record<string, Size>> = {
  gateway: { ...small, replicas: 1 },
  intent: { replicas: 2, cpu: '500m', memory: '512Mi', limit: '1Gi' },
  knowledge: { replicas: 1, cpu: '500m', memory: '512Mi', limit: '1Gi' },
  retrieval: { replicas: 2, cpu: '250m', memory: '512Mi', limit: '2Gi' },
}

/** @returns text by path */
export const renderKubernetes = (): Record<string, string> => {
  const names = ['gateway', ...Object.keys(catalogue)]
  const documents = names.flatMap((name) => [deployment(name, sizes[name] ?? small), disruptionBudget(name)])
  return {
    'k8s/base/deployments.yaml': `# Generated from processors/catalogue.ts by \`npm run generate\`. Do not edit.\n${documents.join('---\n')}`,
  }
}

const deployment = (name: string, { replicas, cpu, memory, limit }: Size) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: hopline-${name}
  labels: { app.kubernetes.io/component: ${name} }
spec:
  replicas: ${replicas}
  selector:
    matchLabels: { app.kubernetes.io/name: hopline, app.kubernetes.io/component: ${name} }
  strategy:
    rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }
  template:
    metadata:
      labels: { app.kubernetes.io/name: hopline, app.kubernetes.io/component: ${name} }
    spec:
      automountServiceAccountToken: false
      # Longer than HOPLINE_DRAIN_SECONDS: finish, commit, leave the group.
      terminationGracePeriodSeconds: 35
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
        runAsGroup: 1000
        fsGroup: 1000
        seccompProfile: { type: RuntimeDefault }
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: { app.kubernetes.io/name: hopline, app.kubernetes.io/component: ${name} }
      containers:
        - name: hopline
          image: hopline
          args: [run, ${name}]
          envFrom:
            - configMapRef: { name: hopline-settings }
            - secretRef: { name: hopline-secrets, optional: true }
          ports:
            - { name: health, containerPort: 9464 }
          # Reading a table or an index may take minutes; only then do the others count.
          startupProbe:
            httpGet: { path: /healthz, port: health }
            periodSeconds: 2
            failureThreshold: 150
          livenessProbe:
            httpGet: { path: /healthz, port: health }
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet: { path: /readyz, port: health }
            periodSeconds: 5
            timeoutSeconds: 5
          resources:
            requests: { cpu: ${cpu}, memory: ${memory} }
            limits: { memory: ${limit} }
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          volumeMounts:
            - { name: data, mountPath: /data }
            - { name: tmp, mountPath: /tmp }
      volumes:
        - { name: data, emptyDir: {} }
        - { name: tmp, emptyDir: {} }
`

const disruptionBudget = (name: string) => `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: hopline-${name}
  labels: { app.kubernetes.io/component: ${name} }
spec:
  maxUnavailable: 1
  selector:
    matchLabels: { app.kubernetes.io/name: hopline, app.kubernetes.io/component: ${name} }
`
