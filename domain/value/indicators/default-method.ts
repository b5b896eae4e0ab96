/** The method when none is given; docs/value/indicators.md explains every field. */
export const DEFAULT_METHOD = `{
  "id": "indicators-default",
  "version": "1",
  "source": "this project's default; definitions and their standing in docs/value/indicators.md",
  "validFrom": null,
  "validTo": null,
  "weightFactor": "weight",
  "risk": { "form": "quantiles", "cuts": [0.25, 0.5, 0.75], "minimumCases": 10 },
  "readmission": { "days": [14, 30], "sameHospital": false },
  "tertiaryLevels": ["三级"],
  "fund": { "monthsAtLeast": 6, "monthsAtMost": 15, "growthGapAtMost": 0, "topHospitals": 3 }
}
`
