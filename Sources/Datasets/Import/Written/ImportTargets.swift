import Imaging
import Settings

/// The files that an import is about to write, compared with what lies there already.
struct ImportTargets {
  private let request: ImportRequest
  /// What the import reads: it is never replaced.
  private let sources: [String]

  /// - Parameter set: what was read; nil while the source is being read.
  init(_ request: ImportRequest, _ set: ImportedSet? = nil) {
    self.request = request
    let given = [request.source, request.validation, request.test].compactMap { $0 }
    sources = given + (set?.lists ?? []) + (set?.files ?? [])
  }

  /// - Parameter names: from the task's folder.
  /// - Throws: `UsageError` naming the first files that are in the way.
  func require(_ names: [String]) throws {
    let there = names.filter { ImageFolder.exists(path($0)) }
    guard !there.isEmpty else { return }
    let read = Set(sources.compactMap { FileStatus($0)?.identity })
    let own = there.filter { name in FileStatus(path(name)).map { read.contains($0.identity) } ?? false }
    guard own.isEmpty else {
      throw UsageError(
        "\(request.out): the import reads \(own.quoted(atMost: 3)) there, which it never replaces; give another --out")
    }
    guard !request.overwrites else { return }
    throw UsageError(
      "\(request.out): already there: \(there.quoted(atMost: 3)); give another --out, or --force to replace them"
    )
  }

  private func path(_ name: String) -> String { PathName.joined(request.out, name) }
}

extension ImportedSet {
  /// The images and masks of the samples.
  fileprivate var files: [String] {
    let names = samples.flatMap { sample -> [String] in
      if case .mask(let mask) = sample.label { return sample.images + [mask] }
      return sample.images
    }
    return names.map { $0.hasPrefix("/") ? $0 : PathName.joined(root, $0) }
  }
}
