/** Renders `.env.example`, and the tables of settings and processors in README.md, from the schemas in the code. */
import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { gatewaySettings } from '../../gateway/settings.ts'
import { coreSettings, root } from '../../main/settings.ts'
import { catalogue } from '../../processors/catalogue.ts'
import { settingFacts, type SettingFact } from '../../streams/config.ts'
import { kafkaSettings } from '../../streams/kafka/settings.ts'
import { registrySettings } from '../../streams/registry/settings.ts'

type Section = { title: string; facts: SettingFact[] }

const sections = async (): Promise<Section[]> => {
  const units: [string, z.ZodObject][] = [
    ['Everywhere', coreSettings],
    ['Gateway', gatewaySettings],
    ['Kafka', kafkaSettings],
    ['Schema registry', registrySettings],
  ]
  for (const load of Object.values(catalogue)) {
    const { name, settings } = await load()
    units.push([name, settings])
  }
  return units
    .map(([title, schema]) => ({
      title,
      facts: settingFacts(schema).map((fact) => ({ ...fact, default: fact.default.replace(root, '.') })),
    }))
    .filter(({ facts }) => facts.length > 0)
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** What stands between `<!-- name -->` and `<!-- /name -->` of a text, replaced. @throws Error where the markers are missing */
const between = (text: string, name: string, inside: string): string => {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [start, end] = [text.indexOf(open), text.indexOf(close)]
  if (start < 0 || end < start) throw new Error(`README.md has no ${open} … ${close}.`)
  return `${text.slice(0, start + open.length)}\n${inside}\n${text.slice(end)}`
}

/** The generated files, by path. */
export const renderSettings = async (): Promise<Record<string, string>> => {
  const all = await sections()
  const example = all.map(
    ({ title, facts }) =>
      `# ${title}\n\n${facts.map(({ name, means, default: byDefault }) => `# ${means}\n# ${name}=${byDefault}\n`).join('\n')}`,
  )
  const rows = all.flatMap(({ title, facts }) =>
    facts.map(
      (fact) =>
        `| \`${fact.name}\`${fact.secret ? ' (secret)' : ''} | ${title} | ${cell(fact.means)} | ${fact.default === '' ? '' : `\`${cell(fact.default)}\``} |`,
    ),
  )
  const processors = []
  for (const load of Object.values(catalogue)) {
    const { name, summary, from, to } = await load()
    const names = (topics: readonly { name: string }[]) => topics.map((topic) => `\`${topic.name}\``).join(', ')
    processors.push(`| \`${name}\` | ${summary} | ${names(from)} | ${names(to)} |`)
  }
  let readme = readFileSync('README.md', 'utf8')
  readme = between(readme, 'processors', ['| processor | what it does | from | to |', '|---|---|---|---|', ...processors].join('\n'))
  readme = between(readme, 'settings', ['| setting | of | meaning | default |', '|---|---|---|---|', ...rows].join('\n'))
  return {
    '.env.example': `# Generated from the settings in the code by \`npm run generate\`. Copy to .env and uncomment what differs.\n\n${example.join('\n')}`,
    'README.md': readme,
  }
}
