/** The method when none is given; a document like any other, and what docs/value/estimate.md explains. */
export const DEFAULT_METHOD = `{
  "id": "estimate-default",
  "version": "1",
  "source": "this project's default: trimming within three deviations of the geometric mean, credibility towards the parent group",
  "newVersion": "estimated",
  "validFrom": null,
  "validTo": null,
  "trimming": { "form": "geometricMean", "deviations": 3 },
  "weights": { "factor": "weight", "borrow": "parent", "parentLength": 3, "decimals": 4 },
  "coefficients": [{ "factor": "coefficient", "decimals": 4 }],
  "rate": { "factor": "rate", "target": "standards", "entries": "together", "decimals": 2 },
  "confidence": { "level": 0.95, "form": "logNormal" }
}
`
