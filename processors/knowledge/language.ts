/** The language of a text. The only import of franc-min. */
import { franc } from 'franc-min'

/** Tags (BCP 47) of the languages that are told apart. Fewer of them are told apart better: a short Russian text is not taken for Serbian. */
const tags: Readonly<Record<string, string>> = {
  ...{ eng: 'en', deu: 'de', fra: 'fr', spa: 'es', por: 'pt', ita: 'it', nld: 'nl', swe: 'sv', pol: 'pl', ces: 'cs', ron: 'ro' },
  ...{ hun: 'hu', tur: 'tr', rus: 'ru', ukr: 'uk', ell: 'el', arb: 'ar', heb: 'he', hin: 'hi', vie: 'vi', ind: 'id', tha: 'th' },
  ...{ jpn: 'ja', kor: 'ko', cmn: 'zh' },
}
const only = Object.keys(tags)
const fewestLetters = 40
/** More of a text changes nothing. */
const most = 4_000

/**
 * The language of a text in Markdown or plain, by its trigrams (Cavnar and Trenkle 1994); empty where there is too little prose to tell.
 * Code, addresses and marks say nothing about the language.
 */
export const languageOf = (text: string): string => {
  const prose = text
    .replace(/^\uFEFF?---[ \t]*\r?\n[\s\S]*?\r?\n---[ \t]*$/m, ' ')
    .replace(/^([`~]{3,})[\s\S]*?^\1/gm, ' ')
    .replace(/`[^`\n]*`|https?:\S+|<[^<>]*>/g, ' ')
    .replace(/[^\p{L}\p{M}'’]+/gu, ' ')
    .slice(0, most)
  return prose.replace(/\s/g, '').length < fewestLetters && !/[\u3040-\u30FF\u4E00-\u9FFF\uAC00-\uD7AF]{8}/.test(prose)
    ? ''
    : (tags[franc(prose, { only, minLength: 8 })] ?? '')
}
