/// What `body` throws, in words; empty where it throws nothing.
func reason(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch {
    return "\(error)"
  }
}
