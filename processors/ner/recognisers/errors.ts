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

/** Words of names in capitals that say that something went wrong. */
const wrong =
  /(?:^|_)(?:ERR|ERROR|FAIL|FAILED|FAILURE|EXCEPTION|TIMEOUT|TIMEDOUT|EXCEEDED|REFUSED|DENIED|EXPIRED|INVALID|VALIDATION|DIED|UNAVAILABLE|UNREACHABLE|NOT|NO|EXHAUSTED|CORRUPT|CORRUPTION|MANAGEMENT|RESET|ABORTED|CONFLICT|REJECTED|DECLINED|MISMATCH|LOCKED|DUPLICATE|MISSING|OVERFLOW|VIOLATION|FAULT)(?:_|$)/

/** Statuses that are taken for one without a word before them. */
const common = '(?:40[0-689]|41[03]|42[29]|50[0-4]|52[0-7])'

const edge = '(?<![\\p{L}\\p{N}_.\\-/#:])'

/** Before a number: it is no status but an amount, a place or a name. */
const numbered =
  /(?:(?<!\p{L})(?:ports?|rooms?|building|line|lines|to|from|of|for|first|last|top|max|min|limit|scale|version|tickets?|case|raum|um|auf|a|à|über|over|under|above|below|about|around|than|by|and|at|in|tail|only|nur|pr|mr|page|level|id|nr|no|extension|ext|of|up|per|je|les|las|letzten|dernières|últimas)\s|[#$€£<>=~+@.-]\s?)$/iu
/** After it: it counts something. */
const counting =
  /^\s?(?:ms|[kmgt]i?b?|s|min|h|%|€|\$|usd|eur|req|rps|qps|wide|px|\p{L}{2,20}(?<!error|response|status)s(?!\p{L}|\s(?:is|are)))(?!\p{L})/iu

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
  rule('error', /(?<![\w.])(?:[A-Za-z][\w$]{0,40}\.){0,8}(?:[A-Z]|x\d)[A-Za-z0-9]{1,60}(?:Exception|Error|Fault)(?=s?(?![\w]))/g),
  rule('error', /(?<![\w.])(?:[a-z][\w$]{0,40}\.){1,8}[A-Z][A-Za-z0-9]{1,60}(?:Timeout|Failure|Refused|Denied|Expired|Killed)(?![\w])/g),
  rule('error', /(?<![\w])(?:Access|Permission)Denied(?![\w])/g),
  rule(
    'error',
    /(?<![\w-])(?:(?:ORA|TNS|PLS|RMAN)-\d{5}|SQLSTATE(?:\[\w{5}\]| (?=[A-Z]{0,2}\d)\w{5})|SQL\d{4}N|AADSTS\d{4,7}|CAA[\dA-F]{5}|E\d{4,7}|0x[0-9A-Fa-f]{3,8}|DNS_PROBE_[A-Z_]{3,30})(?![\w])/g,
  ),
  // Names in capitals: one of their words says that something went wrong.
  rule('error', /(?<![\w-])[A-Z][A-Z0-9]{0,20}(?:_[A-Z0-9]{1,20}){1,7}(?![\w-])/g, (slice) => (wrong.test(slice) ? slice : null)),
  rule('error', /(?<=%)[A-Z][A-Z0-9_]{1,20}-\d-[A-Z0-9_]{2,30}(?![\w])/g),
  rule('error', /\bcurl:\s\((?<it>\d{1,2})\)/dg),
  rule('error', /\bSQLSTATE:\s(?<it>\w{5})(?![\w])/dg),
  rule(
    'error',
    /\b(?:errors?|fehler|erreur|error code|fehlercode|stop code|bug check|event id)[\s:]{1,2}(?:code\s)?(?<it>[A-Z]{1,6}-?\d{2,8}|\d{3,5})(?![\w-]|[.,:]\d|\s(?:times|pods|users|minutes|hours|mal|fois|veces|messages|lines))/dgi,
  ),
  rule(
    'error',
    new RegExp(`${edge}(?<it>${common})(?=(?:s|er|ing)?(?![\\p{L}\\p{N}_%/]|[.,:-]\\p{N}))`, 'dgiu'),
    (slice, { input, index }) =>
      numbered.test(input.slice(Math.max(0, index - 24), index)) || counting.test(input.slice(index + 3, index + 30)) ? null : slice,
  ),
  rule(
    'error',
    /\b(?:exit|exited|return|error|fehler|erreur)\s?(?:with\s)?(?:codes?|status|nr\.?|número)?[\s:=]{1,3}(?<it>\d{1,5})(?![\w%]|[.,:-]\d|\s(?:times|pods|users|minutes|hours|mal|fois|veces))/dgi,
    (slice, match) => (/code|status|nr|núm|exit/i.test(match[0]) ? slice : null),
  ),
)
