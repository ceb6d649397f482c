/**
 * Characters that a reader does not see: zero-width ones, direction overrides and the tag block. Text that hides them can say one thing
 * to a person and another to a model, so it is neither embedded nor cited. A joiner inside an emoji or a script that needs it is not hidden.
 */
const invisible =
  /[\u200B\u2060-\u2064\u206A-\u206F\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Sinhala}])[\u200C\u200D]/u
const all = new RegExp(`(?:${invisible.source})+`, 'gu')

export const hasInvisible = (text: string): boolean => invisible.test(text)

export const withoutInvisible = (text: string): string => text.replace(all, '')

/** How many places of a text hold invisible characters. */
export const countInvisible = (text: string): number => text.match(all)?.length ?? 0
