import { describe, expect, it } from 'vitest'
import { languageOf } from './language.ts'

describe('languageOf', () => {
  it.each([
    ['en', '# Disk full\n\nDelete old logs, then restart the service and check the free space again.'],
    ['de', 'Wenn der Pod im Status CrashLoopBackOff bleibt, zuerst die Logs prüfen und danach neu starten.'],
    ['es', 'Si el disco está lleno, borre los registros antiguos y reinicie el servicio.'],
    ['fr', "Si le nœud ne répond pas, vérifiez l'état du kubelet puis redémarrez le service."],
    ['ru', 'Если диск заполнен, удалите старые журналы и перезапустите службу.'],
    ['ja', 'ディスクがいっぱいの場合は、古いログを削除してサービスを再起動してください。'],
    ['zh', '如果磁盘已满，请删除旧日志并重新启动服务。'],
  ])('tells %s', (language, text) => expect(languageOf(text)).toBe(language))

  it('reads prose, and nothing of code, front matter and addresses', () => {
    expect(
      languageOf(
        '---\ntitle: Restart the service when the disk is full\n---\n\n```sh\nif the disk is full then restart the service\n```\n',
      ),
    ).toBe('')
    expect(
      languageOf(
        '```sh\nkubectl get the pods and restart them all at once\n```\nWenn der Dienst nicht antwortet, muss er neu gestartet werden.',
      ),
    ).toBe('de')
  })

  it('does not guess from a few words', () => expect(languageOf('OK, fine.')).toBe(''))
})
