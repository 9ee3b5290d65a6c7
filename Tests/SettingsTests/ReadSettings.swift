@testable import Settings

/// Reads `text` with `body` and returns every problem as its line; none if the settings are good.
func problems(
  _ text: String, overrides: [String] = [], environment: [String: String] = [:], _ body: (SettingsReader) -> Void
) -> [String] {
  do {
    let reader = try makeReader(text, overrides: overrides, environment: environment)
    body(reader)
    try reader.finish()
    return []
  } catch let error as SettingsError {
    return error.problems.map(\.description)
  } catch {
    return ["unexpected error: \(error)"]
  }
}

func makeReader(_ text: String, overrides: [String] = [], environment: [String: String] = [:]) throws -> SettingsReader
{
  var document = try SettingsDocument(text: text, name: "t.yaml", folder: "/data")
  document.apply(overrides: overrides)
  return document.reader(environment: environment)
}
