import { oneOf, rule, rules } from '../found.ts'

const reasons = oneOf(
  `CrashLoopBackOff ImagePullBackOff ErrImagePull ErrImageNeverPull OOMKilled OOMKilling Evicted CreateContainerConfigError CreateContainerError RunContainerError
  ContainerCannotRun InvalidImageName FailedScheduling FailedMount FailedAttachVolume FailedCreatePodSandBox BackOff DeadlineExceeded BackoffLimitExceeded NodeNotReady
  DiskPressure MemoryPressure PIDPressure Unschedulable ProgressDeadlineExceeded FailedBinding NodeLost StartError NetworkUnavailable FailedToUpdateEndpoint`
    .trim()
    .split(/\s+/),
)
const names = oneOf(
  `EACCES EADDRINUSE EADDRNOTAVAIL EAGAIN EAI_AGAIN EBADF EBUSY ECONNABORTED ECONNREFUSED ECONNRESET EDQUOT EEXIST EFAULT EFBIG EHOSTDOWN EHOSTUNREACH EINTR EINVAL EIO
  EISDIR ELOOP EMFILE EMSGSIZE ENAMETOOLONG ENETDOWN ENETUNREACH ENFILE ENOBUFS ENODEV ENOENT ENOEXEC ENOMEM ENOSPC ENOTCONN ENOTDIR ENOTEMPTY ENOTFOUND EPERM EPIPE EPROTO
  EROFS ESOCKETTIMEDOUT ESTALE ETIMEDOUT ETXTBSY NXDOMAIN SERVFAIL SIGKILL SIGSEGV SIGTERM SIGABRT SIGBUS UNAVAILABLE DEADLINE_EXCEEDED RESOURCE_EXHAUSTED UNAUTHENTICATED
  PERMISSION_DENIED NOT_LEADER_FOR_PARTITION NOT_LEADER_OR_FOLLOWER NOT_ENOUGH_REPLICAS UNKNOWN_TOPIC_OR_PARTITION LEADER_NOT_AVAILABLE COORDINATOR_NOT_AVAILABLE`
    .trim()
    .split(/\s+/),
)

/** What before a three-digit number makes it an HTTP status. */
const before =
  '(?:https?(?:/\\d(?:\\.\\d)?)?|status(?:\\s?code)?|code|errors?|err|fehler(?:code)?|erreurs?|código|codes?|return(?:s|ed|ing)?|throw(?:s|ing|n)?|threw|got|get(?:s|ting)?|giv(?:es|ing)|gibt|wirft|liefert|seeing|see|serv(?:es|ing)|respond(?:s|ing)?(?:\\s+with)?|antwortet mit|devuelve|da|renvoie|answers?|an?|with|of|many|more|mit|con|avec|des|les|los|und|and|or|spike in|spitting|spits)'
const after =
  '(?:errors?|responses?|status|bad gateway|gateway time|service unavailable|internal server|not found|unauthori[sz]ed|forbidden|too many|bad request|conflict|spike|rate|fehler|erreurs?|errores)'

/** Statuses that are taken for one without a word before them. */
const common = '(?:40[01345689]|41[03]|42[29]|50[0-4]|52[0-6])'

const edge = '(?<![\\p{L}\\p{N}_.\\-/#:])'

/** HTTP statuses in context, errno names, exception classes, reasons of Kubernetes, exit codes and vendors' error codes. */
export const errors = rules(
  rule(
    'error',
    new RegExp(
      `(?<!\\p{L})(?:${before})[\\s:=("']{1,3}(?<it>[45]\\d\\d)(?=s?(?![\\p{L}\\p{N}_%]|[.,:-]\\p{N}|\\s?(?:ms|min|mb|gb|kb|pods|users|req|customers|replicas|msg|messages)(?!\\p{L})))`,
      'dgiu',
    ),
  ),
  rule('error', new RegExp(`${edge}(?<it>[45]\\d\\d)(?=(?:'?s)?\\s+${after})`, 'dgiu')),
  rule('error', new RegExp(`${edge}(?<it>[45]\\d\\d)(?='?s(?!\\p{L}))`, 'dgiu')),
  rule(
    'error',
    new RegExp(
      `(?<=(?<!\\d)[45]\\d\\d(?:s|er)?(?:/|,\\s?|\\s(?:and|or|und|y|et)\\s))[45]\\d\\d(?=s?(?![\\p{L}\\p{N}_%]|[.,:-]\\p{N}))`,
      'gu',
    ),
  ),
  rule('error', new RegExp(`${edge}[45]\\d\\d(?=s?(?:/|,\\s?|\\s(?:and|or|und|y|et)\\s)[45]\\d\\d(?:s|er|\\s${after}))`, 'giu')),
  rule('error', new RegExp(`${edge}[45]xx(?![\\p{L}\\p{N}_])`, 'giu')),
  rule('error', new RegExp(`(?<![\\w])(?:${reasons})(?![\\w])`, 'g')),
  rule(
    'error',
    new RegExp(
      `(?<![\\w])(?:crashloopbackoff|imagepullbackoff|errimagepull|oomkilled|oom-?killed|econnrefused|econnreset|etimedout|enospc|enoent|enotfound)(?![\\w])`,
      'gi',
    ),
  ),
  rule('error', new RegExp(`(?<![\\w])(?:${names})(?![\\w])`, 'g')),
  rule('error', /(?<![\w.])(?:[a-z][\w$]{0,40}\.){0,8}(?:[A-Z]|x\d)[A-Za-z0-9]{1,60}(?:Exception|Error|Fault)(?![\w])/g),
  rule(
    'error',
    /(?<![\w-])(?:ORA-\d{5}|SQLSTATE\[?\w{5}\]?|ERR_[A-Z][A-Z_]{2,50}|[A-Z][A-Z_]{2,40}_(?:ERROR|FAILED|EXCEPTION|TIMEOUT|EXCEEDED|REFUSED)|0x[0-9A-Fa-f]{8}|DNS_PROBE_[A-Z_]{3,30})(?![\w])/g,
  ),
  rule('error', /\b(?:error|fehler|erreur)\s(?:code\s)?(?<it>[A-Z]{1,4}-?\d{2,6})(?![\w-])/dgi),
  rule(
    'error',
    new RegExp(
      `${edge}(?<it>${common})(?=ing(?!\\p{L})|(?:[,.!?;)]?$|\\s(?:on|from|in|at|for|after|when|since|again|bei|auf|von|seit|en|sur|desde|depuis)\\s))`,
      'dgiu',
    ),
    (slice, { input, index }) =>
      /(?:port|room|building|line|exit|to|from|of|for|top|in|at|ticket|case|version|um|auf|a|scale)\s$/i.test(
        input.slice(Math.max(0, index - 12), index),
      )
        ? null
        : slice,
  ),
  rule(
    'error',
    /\b(?:exit|exited|return|error|fehler|erreur)\s?(?:with\s)?(?:codes?|status|nr\.?|número)?[\s:=]{1,3}(?<it>\d{1,5})(?![\w%]|[.,:-]\d|\s(?:times|pods|users|minutes|hours|mal|fois|veces))/dgi,
    (slice, match) => (/code|status|nr|núm|exit/i.test(match[0]) ? slice : null),
  ),
)
