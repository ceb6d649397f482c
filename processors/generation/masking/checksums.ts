/** Check digits that tell a number of an account from any other number. */

/** ISO/IEC 7812, the Luhn algorithm: payment cards, 13 to 19 digits. */
export const isCard = (text: string): boolean => {
  const digits = text.replace(/[ -]/g, '')
  if (!/^\d{13,19}$/.test(digits) || /^(\d)\1*$/.test(digits)) return false
  let sum = 0
  for (const [i, digit] of [...digits].reverse().entries()) {
    const doubled = Number(digit) * (i % 2 === 1 ? 2 : 1)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** ISO 13616: the remainder by 97 is 1 when the first four characters are moved to the end and letters count from 10. */
export const isIban = (text: string): boolean => {
  const compact = text.replace(/[ -]/g, '').toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(compact)) return false
  let remainder = 0
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}

/** The letter of a Spanish DNI or NIE is its number by 23. */
export const isDni = (text: string): boolean => {
  const compact = text.replace(/[ -]/g, '').toUpperCase()
  const number = Number(compact.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))))
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === compact.at(-1)
}
