extension String {
  /// The folder that a path's last name lies in: `a` of `a/b` and `a/b/`, `.` of a bare name, `/` of `/a`.
  ///
  /// Foundation's own (`NSString.deletingLastPathComponent`) traps on names of one letter on Linux.
  var parentFolder: String {
    let names = unicodeScalars.split(separator: "/").dropLast().map { String($0) }.joined(separator: "/")
    if unicodeScalars.first == "/" { return "/" + names }
    return names.isEmpty ? "." : names
  }
}
