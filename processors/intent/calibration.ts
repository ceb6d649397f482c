/** How well stated probabilities hold. */

const bins = 15

/**
 * Expected calibration error (Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017): the mean distance, over 15 bins of equal width, between how
 * sure the predictions of a bin are and how often they are right, weighed by the predictions in it. 0 to 1; 0 where there is none.
 */
export const calibrationError = (predictions: readonly { score: number; isRight: boolean }[]): number => {
  const sums = new Float64Array(bins)
  for (const { score, isRight } of predictions) sums[Math.min(bins - 1, Math.floor(score * bins))]! += score - Number(isRight)
  return predictions.length === 0 ? 0 : sums.reduce((sum, each) => sum + Math.abs(each), 0) / predictions.length
}
