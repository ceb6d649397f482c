import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { Missing } from './missing.ts'

/**
 * The path of a `java` of at least version `minimum`, looked for in `JAVA_HOME`, on `PATH` and in the folders that hold
 * JDKs on Linux and macOS. The lowest sufficient version wins: servers are tried most on those.
 *
 * @throws {Missing} where none is new enough; the message names `what` and the versions found
 */
export const findJava = (what: string, minimum: number): string => {
  const found = javaHomes().flatMap((home) => {
    const version = javaVersion(home)
    return version ? [{ java: join(home, 'bin/java'), version }] : []
  })
  const best = found.filter(({ version }) => version >= minimum).sort((a, b) => a.version - b.version)[0]
  if (best) return best.java
  const versions = [...new Set(found.map(({ version }) => version))].join(', ')
  throw new Missing(
    `${what} needs Java ${minimum} or later; ${versions ? `found only Java ${versions}` : 'found none'}. Install one, or set JAVA_HOME.`,
  )
}

const javaHomes = (): string[] => {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'java'))
    .filter((file) => existsSync(file))
    .map((file) => dirname(dirname(realpathSync(file))))
  const installed = ['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines', join(process.env.HOME ?? '/', '.sdkman/candidates/java')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).flatMap((name) => [join(folder, name), join(folder, name, 'Contents/Home')]))
  return [process.env.JAVA_HOME, ...onPath, ...installed].filter(
    (home) => home !== undefined && existsSync(join(home, 'bin/java')),
  ) as string[]
}

// Every JDK since 8 has a `release` file; reading it is a hundred times faster than asking the JVM.
const javaVersion = (home: string): number | undefined => {
  const file = join(home, 'release')
  const version = existsSync(file) ? /^JAVA_VERSION="(?:1\.)?(\d+)/m.exec(readFileSync(file, 'utf8')) : null
  return version ? Number(version[1]) : undefined
}
