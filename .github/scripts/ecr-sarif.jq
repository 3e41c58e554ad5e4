# The answer of describe-image-scan-findings (basic or enhanced) as SARIF 2.1.0. $service names the image and its module.
def level: if . == "CRITICAL" or . == "HIGH" then "error" elif . == "MEDIUM" then "warning" else "note" end;
def score: {CRITICAL: "9.5", HIGH: "8.0", MEDIUM: "5.0", LOW: "2.0"}[.] // "0.0";
def attribute(key): [.attributes[]? | select(.key == key) | .value] | first // "";

[ (.imageScanFindings.findings[]? | {
     id: .name,
     severity,
     text: (.description // .name),
     uri: (.uri // ""),
     package: "\(attribute("package_name")) \(attribute("package_version"))"
   }),
  (.imageScanFindings.enhancedFindings[]? | {
     id: (.packageVulnerabilityDetails.vulnerabilityId // .title),
     severity,
     text: (.description // .title),
     uri: (.packageVulnerabilityDetails.sourceUrl // ""),
     package: ([.packageVulnerabilityDetails.vulnerablePackages[]? | "\(.name) \(.version)"] | join(", "))
   }) ] as $findings
| {
    "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{
      tool: {driver: {
        name: "Amazon ECR",
        informationUri: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
        rules: ($findings | unique_by(.id) | map({
          id,
          shortDescription: {text: .id},
          fullDescription: {text: .text[:1000]},
          properties: {"security-severity": (.severity | score), tags: ["security", .severity]}
        } + (if .uri == "" then {} else {helpUri: .uri} end)))
      }},
      automationDetails: {id: "ecr/\($service)/"},
      results: ($findings | map({
        ruleId: .id,
        level: (.severity | level),
        message: {text: "\(.severity): \(.package) in the image of \($service). \(.text[:500])"},
        locations: [{physicalLocation: {artifactLocation: {uri: "\($service)/pom.xml"}, region: {startLine: 1}}}],
        partialFingerprints: {"finding/v1": "\($service)/\(.id)/\(.package)"}
      }))
    }]
  }
