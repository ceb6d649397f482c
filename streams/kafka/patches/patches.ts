import { patchConnect } from './connect-once.ts'
import { patchCoordinatorCache } from './coordinator-cache.ts'
import { patchRequestTimer } from './request-timer.ts'
import { checkVersion } from './version.ts'

let applied = false

/** Mends kafkajs in this process, once. @throws {HoplineError} where another version than the pinned one is installed */
export const applyPatches = (): void => {
  if (applied) return
  checkVersion()
  patchConnect()
  patchRequestTimer()
  patchCoordinatorCache()
  applied = true
}
