/**
 * Personal data and secrets as people write them, none of them real: `value` must not leave, `text` is where it stands. A part is written by
 * hand, a part comes from the forms that issuers give their keys, with random content of a fixed seed.
 */
import { createHash } from 'node:crypto'

export type Planted = { readonly value: string; readonly text: string }

/** `[[…]]` marks the value. */
const planted = (marked: string): Planted => ({ value: /\[\[([^]+?)\]\]/.exec(marked)![1]!, text: marked.replace(/\[\[([^]+?)\]\]/, '$1') })

const byHand = [
  // Mail addresses.
  'please write to [[ann.schmidt@example.com]] when it is back',
  'alert went to [[ops+night@mail.internal.example.org]] and nobody saw it',
  "From: Bob <[[bob_o'neill@corp-mail.co.uk]]>",
  '[[JUERGEN.MUELLER@BEISPIEL.DE]] kann sich nicht anmelden',
  'reset the mailbox of [[søren.ø@dänisch.example]] please',
  'reach me: [[maria (at) example (dot) es]]',
  'reach me: [[karl.heinz[at]firma[dot]de]]',
  'my private one is [[x.y-z99 at posteo dot net]]',
  'mailto:[[tier2@support.example.io]] bounces',
  'who owns [[pierre.dupont@société.example.fr]]?',
  // Telephone numbers.
  'call me at [[+49 170 1234567]] if it pages again',
  'on-call phone is [[+1 (415) 555-0132]]',
  'my number: [[0044 20 7946 0958]]',
  'ring [[030 / 901820-15]] at the data centre',
  'desk [[020 7946 0991]] is not answered',
  'ruf bitte [[0171-5550199]] an',
  'teléfono [[+34 612 34 56 78]] del proveedor',
  'le portable de garde est [[+33 6 12 34 56 78]]',
  'joignable au [[01 23 45 67 89]] ce soir',
  'vendor hotline [[1-800-555-0199]] option 3',
  'sms to [[(212) 555-0187 ext. 42]] fails',
  'mobile: [[07700 900123]]',
  'dial [[+41-44-668-18-00]] for the carrier',
  'fax [[+81 3 1234 5678]] for the contract',
  // Names.
  'Mr. [[Okonkwo]] says the login is broken',
  'Frau [[Weber-Lange]] wartet auf den Rückruf',
  'Dr. [[Amelia van Dijk]] needs access today',
  'please contact [[Priya Raman]] about the certificate',
  'assigned to: [[Tomás Herrera]]',
  'reported by [[Li Wei Chen]] at nine',
  'Signed-off-by: [[Greta Lindqvist]] <x@y.example>',
  'owner: [[Jean-Luc Moreau]], backup unknown',
  'I am [[Fatima Zahra]] from the night shift',
  'my manager [[Oliver Stone-Hart]] approved it',
  'hi, this is [[Kwame Mensah]], the disk is full',
  'regards, [[Nadia Petrova]]',
  'customer [[Acme Robotics]] cannot check out',
  'Señora [[Gutiérrez]] no puede entrar',
  'Approved by [[Ewa Nowak]] yesterday',
  '@[[ann-schmidt]] can you look at the queue?'.replace('@[[', '[[@'),
  'ping <@[[U02ABCDE34]]> in the channel',
  'log is in [[/home/jkowalski]]/app.log'.replace('[[/home/jkowalski]]', '/home/[[jkowalski]]'),
  'stack in C:\\Users\\[[m.rossi]]\\debug.txt',
  'see /Users/[[hannah]]/notes.md',
  // Where people live, and who they are to an office.
  'ship the laptop to [[12 Baker Street]], London',
  'neue Adresse: [[Hauptstraße 27b]], 10115 Berlin',
  'he moved to [[Calle de Alcalá, 45]] in Madrid',
  'livrer au [[14 rue de la Paix]], Paris',
  'office at [[1600 Amphitheatre Parkway Way]] is closed',
  'ssn [[078-05-1120]] showed up in the log',
  'NINO [[QQ 12 34 56 C]] in the ticket'.replace('QQ', 'AB'),
  'su DNI es [[12345678Z]]',
  'NIE [[X1234567L]] en el formulario',
  'codice fiscale [[RSSMRA85T10A562S]]',
  'passport no. [[C01X00T47]] was scanned',
  'date of birth: [[1984-07-23]]',
  'geboren am [[12.03.1979]]',
  // Money.
  'card [[4111 1111 1111 1111]] was declined',
  'card [[5500-0000-0000-0004]] in the access log',
  'amex [[378282246310005]] leaked',
  'refund to [[DE89 3704 0044 0532 0130 00]]',
  'iban [[GB29NWBK60161331926819]] rejected',
  'cuenta [[ES91 2100 0418 4502 0005 1332]]',
  'compte [[FR14 2004 1010 0505 0001 3M02 606]]',
  // Addresses of machines that are not of a private network.
  'traffic from [[203.0.113.77]] is blocked',
  'customer connects from [[81.2.69.142]]',
  'peer [[2001:db8:85a3::8a2e:370:7334]] flaps',
  'peer [[2a02:26f0:ff00:1a2:0:0:0:2add]] is down',
  'mac [[3c:22:fb:9a:01:7e]] is not in DHCP',
  'phone with [[00-1B-44-11-3A-B7]] cannot join wifi',
  // Passwords, said in passing.
  'the password is [[Tr0ub4dor&3]] but login fails',
  'password: [[correct-horse-battery]]',
  'pwd=[[hunter2]] does not work',
  'user admin pass [[: S3cr3t!]]'.replace('[[: S3cr3t!]]', ': [[S3cr3t!]]'),
  'DB_PASSWORD=[[pg-9f!x2]] in the env',
  'export PGPASSWORD="[[zwei woerter 12]]"',
  'mysql -u root -p[[Passw0rd!]] -h db',
  'sshpass -p [[LetMeIn99]] ssh host',
  'curl -u [[deploy:n0tl0ng]] https://registry.internal/v2/',
  'curl -H "Authorization: Basic [[ZGVwbG95OnNlY3JldA==]]" https://x',
  "curl -H 'Authorization: Bearer [[abcDEF123456.token-value]]' https://x",
  'Authorization: Token [[9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b]]',
  'das Passwort lautet [[Sommer2026!]]',
  'la contraseña es [[Verano#77]]',
  'le mot de passe est [[Ete_2026]]',
  'my pin is [[4711]] on that box',
  'otp: [[829 114]]'.replace('829 114', '829114'),
  'client_secret: "[[8Q~abcd.EFGH-1234_ijkl]]"',
  "secretKey = '[[k3y-with-dashes-and-9]]'",
  '"apiKey": "[[a1b2c3d4e5]]"',
  'api-key [[= 77AABB]]'.replace('[[= 77AABB]]', '= [[77AABB]]'),
  'token => [[tok_5f3e]]',
  'spring.datasource.password=[[changeit-Now1]]',
  '--token [[s3ss10n-t0k3n]] was in the history',
  'helm upgrade --set auth.password=[[Helm4Ever]]',
  "ALTER USER app IDENTIFIED BY '[[oracle#11g]]'",
  "ALTER ROLE app WITH PASSWORD '[[scram me 1]]'",
  'cookie: [[JSESSIONID=8F2A9C; path=/]]'.replace('[[JSESSIONID=8F2A9C; path=/]]', '[[JSESSIONID=8F2A9C]]; path=/'),
  'session id: [[s%3Aq9Wk]]',
  'recovery code: [[ABCD-EFGH-1234]]',
  'passphrase "[[three little pigs]]" for the key',
  'kubectl create secret generic db --from-literal=password=[[QwErTy12]]',
  'https://files.example.com/a?X-Amz-Signature=[[5d41402abc4b2a76b9719d911017c592]]&x=1',
  'https://acct.blob.core.windows.net/c?sv=2024&sig=[[Zm9vYmFy%2Bbaz%3D]]',
  'https://api.example.com/cb?access_token=[[EAABsbCS1iHg]]',
  'DefaultEndpointsProtocol=https;AccountName=x;AccountKey=[[Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE9PQ==]];',
  // Connection strings.
  'postgres://[[app:p4ss]]@db.internal:5432/orders is refused',
  'amqp://[[guest:guest]]@rabbit:5672/%2f times out',
  'mongodb+srv://[[svc:m0ng0@home]]@cluster0.example.net/?retryWrites=true',
  'redis://[[:s3cr3tredis]]@cache:6379/0',
  'https://[[ci-bot:x-oauth]]@git.example.com/app.git',
  'jdbc:postgresql://db/app?user=app&password=[[Zeta-Pw1]]',
  'ftp://[[backup:nightly!9]]@nas.internal/',
  'smtp://[[mailer:p/ss]]@relay.internal:587',
  // Keys.
  '-----BEGIN RSA PRIVATE KEY-----\n[[MIIEpAIBAAKCAQEA7bq8]]\nabc\n-----END RSA PRIVATE KEY-----',
  '-----BEGIN OPENSSH PRIVATE KEY-----\n[[b3BlbnNzaC1rZXktdjEA]]\n-----END OPENSSH PRIVATE KEY-----',
  '-----BEGIN PGP PRIVATE KEY BLOCK-----\n[[lQOYBGFtcGxlAQgA]]\n-----END PGP PRIVATE KEY BLOCK-----',
  '-----BEGIN EC PRIVATE KEY-----\n[[MHcCAQEEIBk]] (cut off)',
  'AGE key [[AGE-SECRET-KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]]',
  'bot [[123456789:AAF-abcdefghijklmnopqrstuvwxyz01234]] is silent',
  'https://[[hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/abcdefghijklmnop]]',
  'https://[[discord.com/api/webhooks/123456789012345678/AbCdEfGhIjKlMnOpQrSt]]',
]

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const digits = '0123456789'
const all = upper + upper.toLowerCase() + digits

/** Issuers' forms: a mark, an alphabet and a length. */
const forms: readonly (readonly [mark: string, alphabet: string, length: number, where: string])[] = [
  ['AKIA', upper + digits, 16, 'aws_access_key_id: @'],
  ['ASIA', upper + digits, 16, 'we found @ in the log'],
  ['', all + '/+', 40, 'aws secret @ was committed'],
  ['ghp_', all, 36, 'git clone with @ fails'],
  ['gho_', all, 36, 'token @ expired?'],
  ['github_pat_', all + '_', 60, 'use @ for the mirror'],
  ['glpat-', all + '-', 20, 'ci uses @ now'],
  ['xoxb-', digits + '-' + all, 40, 'bot token @ is revoked'],
  ['xoxp-', digits, 30, 'somebody pasted @ here'],
  ['xapp-1-', upper + digits, 30, 'socket mode with @ drops'],
  ['sk_live_', all, 24, 'payments use @ in prod'],
  ['rk_live_', all, 24, 'restricted @ fails'],
  ['whsec_', all, 32, 'webhook secret @ mismatch'],
  ['AIza', all + '-_', 35, 'maps key @ over quota'],
  ['ya29.', all + '-_', 60, 'oauth @ rejected'],
  ['GOCSPX-', all + '-_', 28, 'client @ invalid'],
  ['sk-proj-', all, 40, 'model key @ was leaked'],
  ['sk-ant-api03-', all + '-_', 40, 'the other one is @'],
  ['npm_', all, 36, 'publish with @ is denied'],
  ['pypi-AgEIcHlwaS5vcmc', all + '-_', 40, 'twine with @ says 403'],
  ['hf_', all, 34, 'download with @ is slow'],
  ['dop_v1_', '0123456789abcdef', 64, 'droplet @ api 401'],
  ['glsa_', all, 32, 'grafana @ lacks rights'],
  ['NRAK-', upper + digits, 27, 'apm @ is wrong'],
  ['hvs.', all, 24, 'vault login @ denied'],
  ['SG.', all, 22, 'mails with @.abcdefghijklmnopqrstuv fail'],
  ['SK', '0123456789abcdef', 32, 'twilio @ rejected'],
  ['key-', '0123456789abcdef', 32, 'mailgun @ rejected'],
  ['', '0123456789abcdef', 32, 'api key is @ I think'],
  ['', '0123456789abcdef', 64, 'hmac @ does not match'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJ', all + '-_', 60, 'jwt @.sig1234567 is expired'],
]

const person = [
  'Anna',
  'Bela',
  'Chidi',
  'Dolores',
  'Emeka',
  'Freya',
  'Goran',
  'Hiroko',
  'Ines',
  'Jonas',
  'Katya',
  'Lars',
  'Mei',
  'Noor',
  'Oskar',
]
const family = ['Albrecht', 'Bergström', 'Castillo', 'Dąbrowski', 'Eriksen', 'Fontaine', 'Gallagher', 'Haddad', 'Ivanova', 'Jensen']

const generated = (): Planted[] => {
  let state = createHash('sha256').update('planted').digest().readUInt32BE()
  // Mulberry32: the same strings in every run.
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const some = (alphabet: string, length: number) => Array.from({ length }, () => pick([...alphabet])).join('')
  const luhn = (prefix: string) => {
    const body = prefix + some(digits, 15 - prefix.length)
    const sum = [...body].reverse().reduce((total, digit, i) => {
      const doubled = Number(digit) * (i % 2 === 0 ? 2 : 1)
      return total + (doubled > 9 ? doubled - 9 : doubled)
    }, 0)
    return body + String((10 - (sum % 10)) % 10)
  }
  const rows: Planted[] = []
  for (const [mark, alphabet, length, where] of forms) {
    for (let i = 0; i < 3; i++) {
      const value = mark + some(alphabet, length)
      rows.push({ value, text: where.replace('@', () => value) })
    }
  }
  for (let i = 0; i < 20; i++) {
    const [first, last] = [pick(person), pick(family)]
    const mail =
      `${first}.${last}${Math.floor(random() * 90) + 10}@${pick(['example.com', 'mail.example.org', 'corp.example'])}`.toLowerCase()
    rows.push({ value: mail, text: `ticket of ${mail} is open` })
    rows.push({
      value: `${first} ${last}`,
      text: `${pick(['please ask', 'reported by', 'contact', 'assigned to', 'Hi', 'approved by'])} ${first} ${last} ${pick(['about it', 'today', 'before noon'])}`,
    })
    const phone = `+${pick(['1', '44', '49', '34', '33', '91'])} ${some('123456789', 3)} ${some(digits, 3)} ${some(digits, 4)}`
    rows.push({ value: phone, text: `call ${phone} for the key` })
    const card = luhn(pick(['4', '51', '55', '34'.slice(0, 1) + '7']))
    rows.push({ value: card, text: `payment with ${card.replace(/(.{4})(?=.)/g, pick(['$1', '$1 ', '$1-']))} failed` })
    const password = some(all + '!#%&*?', 12) + '7!'
    rows.push({
      value: password,
      text: `${pick(['password', 'passwd', 'db_pass', 'secret', 'ADMIN_TOKEN'])}${pick([': ', '=', ' = '])}${password}`,
    })
  }
  // A card may be written in groups.
  return rows.map(({ value, text }) => ({ text, value: text.includes(value) ? value : (/[\d][\d -]{14,22}\d/.exec(text)?.[0] ?? value) }))
}

export const plantedStrings: readonly Planted[] = [...byHand.map(planted), ...generated()]
