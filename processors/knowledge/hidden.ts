/**
 * Characters that a reader does not see: zero-width ones, direction overrides and the tag block. Text that hides them can say one thing
 * to a person and another to a model, so it is neither embedded nor cited. A joiner inside an emoji or a script that needs it is not hidden.
 */
const invisible =
  /[\u200B\u2060-\u2064\u206A-\u206F\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Sinhala}])[\u200C\u200D]/u
const all = new RegExp(invisible.source, 'gu')

export const hasInvisible = (text: string): boolean => invisible.test(text)

export const withoutInvisible = (text: string): string => text.replace(all, '')

/** Without width: what is left when they go is what a reader sees. An override of direction is more than that: it reorders what is seen. */
const unseen = new RegExp(`(?:(?![\\u202A-\\u202E\\u2066-\\u2069])(?:${invisible.source}))+`, 'gu')

export const withoutUnseen = (text: string): string => text.replace(unseen, '')

/** How many places of a text hold characters without width. */
export const countUnseen = (text: string): number => text.match(unseen)?.length ?? 0
