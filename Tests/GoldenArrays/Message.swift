/// What `body` throws, in words; empty where it throws nothing.
public func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch {
    return "\(error)"
  }
}
