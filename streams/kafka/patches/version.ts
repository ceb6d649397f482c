import { HoplineError } from '../../errors.ts'
import { kafkajsVersion } from '../kafkajs.ts'

/** The version whose insides the driver and these patches were written for. */
export const patchedVersion = '2.2.4'

/** @throws {HoplineError} `log-unusable` where another kafkajs is installed: the patches may then break what they were to mend. */
export const checkVersion = (installed: string = kafkajsVersion): void => {
  if (installed === patchedVersion) return
  throw new HoplineError(
    'log-unusable',
    `kafkajs ${installed} is installed, but streams/kafka/patches is written for exactly ${patchedVersion}: install that one, or check each patch against ${installed} and change patchedVersion.`,
  )
}
