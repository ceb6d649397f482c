import { lowerCase, oneOf, rule, rules, sure } from '../found.ts'

const topLevel = oneOf(
  'com net org io dev local localdomain internal intern lan corp cloud de fr es eu uk ch at nl it us co app example test svc int invalid'.split(
    ' ',
  ),
)
const fileEnding =
  /\.(?:ya?ml|json|log|txt|md|sh|py|ts|js|go|java|conf|cfg|ini|tar|gz|zip|sql|csv|pdf|xml|html|toml|env|pem|crt|key|service)$/i
const machine = oneOf(
  `web www db app srv server cache redis kafka worker host vm proxy lb mail edge build ci jenkins es elastic pg postgres mysql gw fw sw router switch vpn dc
  nas storage bastion jump jumphost master etcd log mon mx dns ldap ad file print printer backup api front backend node nginx haproxy zk zookeeper broker runner agent`
    .trim()
    .split(/\s+/),
)

/** Machine names: full domain names, ip-10-0-3-4, web-07, db1, and what follows 'host' or 'server'. */
export const hosts = rules(
  sure(
    rule('host', /(?<![\w@.\-/:]|=\/)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.){1,6}[a-z]{2,14}(?![\w@-]|\.\w|\()/gi, (slice) =>
      fileEnding.test(slice) || !new RegExp(`\\.(?:${topLevel})$`, 'i').test(slice) || /^\d+\.\w+$/.test(slice) ? null : lowerCase(slice),
    ),
  ),
  sure(rule('host', /(?<![\w.\-/])ip-\d{1,3}(?:-\d{1,3}){3}(?![\w-]|\.\w)/gi, lowerCase)),
  rule(
    'host',
    new RegExp(`(?<![\\w.\\-/#@])(?:${machine})(?:-?\\d{1,3}|(?:-[a-z]{1,12}){1,3}-\\d{1,3})(?![\\w%]|[.-]\\w)`, 'gi'),
    (slice) => (/^(?:es|ci|ad|es6|us|it)\d?$/i.test(slice) ? null : lowerCase(slice)),
  ),
  rule('host', /(?<![\w.\-/#@])[a-z][a-z0-9]{1,20}(?:-[a-z0-9]{1,20}){0,4}-0\d{1,2}(?![\w%]|[.-]\w)/gi, lowerCase),
  rule(
    'host',
    /\b(?:host(?:name)?|server|machine|vm|box|rechner|servidor|serveur|máquina|instance)[\s:="']{1,3}(?<it>(?=[\w-]{0,40}[\d-])[a-z][a-z0-9]{1,30}(?:-[a-z0-9]{1,20}){0,5})(?![\w]|[.-]\w)/dgi,
    lowerCase,
  ),
)
