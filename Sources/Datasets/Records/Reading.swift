/// What a reader made of a source: samples, and what it noticed on the way.
struct Reading {
  var records: [SampleRecord] = []
  var findings: [Finding] = []
}
