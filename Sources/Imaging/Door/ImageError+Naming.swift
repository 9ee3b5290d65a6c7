extension ImageError {
  /// Puts the path into errors that have none.
  static func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ImageError where error.path == nil {
      throw ImageError(error.message, path: path, cause: error.cause)
    }
  }
}
