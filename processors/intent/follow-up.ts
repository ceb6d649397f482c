import type { Intent } from '../../schemas/index.ts'

const acts = ({ route }: Pick<Intent, 'route'>): boolean => route === 'act' || route === 'look'

/**
 * The intent of a follow-up: that of the whole question it was read as, unless only the turns before it ask for an action. "what was the second
 * step?" after "my VPN drops" must not report the VPN once more; "restart it" and "and in staging?" name an action or a thing themselves.
 * @param own what the message by itself asks for
 * @param names whether the message by itself names a thing
 */
export const followUpIntent = <T extends Pick<Intent, 'route'>>(whole: T, own: T, names: boolean): T =>
  acts(whole) && !acts(own) && !names ? own : whole
