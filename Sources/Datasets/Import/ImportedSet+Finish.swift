/// What is done to every set alike, whatever format it came from.
extension ImportedSet {
  /// Leaves out what has no file or was not asked for, finds groups, renames and chooses classes.
  mutating func finish(_ request: ImportRequest) {
    keepWanted(request)
    takeNamesOnDisk()
    leaveOutMissingFiles()
    leaveOutFarBoxes()
    findGroups(request)
    findSplits(request)
    rename(request)
    chooseClasses(request)
    numberRepeatedIds()
  }

  private mutating func keepWanted(_ request: ImportRequest) {
    guard let only = request.only else { return }
    let before = samples
    samples = before.filter { only.matches($0.images[0]) || only.matches($0.id) }
    if let first = before.first(where: { !only.matches($0.images[0]) && !only.matches($0.id) }) {
      report.leaveOut(first.id, "not matched by --only \(only.text)", count: before.count - samples.count)
    }
  }

  /// The table holds the names as they are spelled on disk.
  private mutating func takeNamesOnDisk() {
    let names = EquivalentNames()
    for index in samples.indices {
      samples[index].images = samples[index].images.map { names.existing($0, in: root) ?? $0 }
      if case .mask(let file) = samples[index].label {
        samples[index].label = .mask(names.existing(file, in: root) ?? file)
      }
    }
  }

  private mutating func leaveOutMissingFiles() {
    var kept: [ImportedSample] = []
    for sample in samples {
      if let problem = Self.missing(sample, root) {
        report.leaveOut(problem.name, problem.reason)
      } else {
        kept.append(sample)
      }
    }
    samples = kept
  }

  private static func missing(_ sample: ImportedSample, _ root: String) -> (name: String, reason: String)? {
    for image in sample.images {
      let path = absolute(image, root)
      switch FileStamp.look(at: path) {
      case .nothing: return (image, "the image file does not exist")
      case .unusable(let reason): return (image, "the image file is of no use: \(reason)")
      case .data(let stamp): if stamp.byteCount == 0 { return (image, "the image file is empty") }
      }
    }
    if case .mask(let mask) = sample.label, !ImageFolder.exists(absolute(mask, root)) {
      return (mask, "the mask file does not exist")
    }
    return nil
  }

  private static func absolute(_ file: String, _ root: String) -> String {
    file.hasPrefix("/") ? file : PathName.joined(root, file)
  }

  /// Their areas may be no numbers, which no file can hold.
  private mutating func leaveOutFarBoxes() {
    var kept: [ImportedSample] = []
    for var sample in samples {
      if case .boxes(let boxes, let size) = sample.label {
        let near = boxes.filter(\.isWithinLimits)
        report.leaveOut(sample.id, "boxes above the limits of coordinates", count: boxes.count - near.count)
        guard report.keeps(sample.id, labels: near.count, of: boxes.count) else { continue }
        sample.label = .boxes(near, size)
      }
      kept.append(sample)
    }
    samples = kept
  }

  private mutating func findGroups(_ request: ImportRequest) {
    guard let pattern = request.group else { return }
    var without = 0
    for index in samples.indices {
      samples[index].group = pattern.part(of: samples[index].images[0]) ?? pattern.part(of: samples[index].id)
      if samples[index].group == nil { without += 1 }
    }
    if without > 0 {
      report.note("--group-pattern \(pattern.text) does not match \(without) samples: each is its own group")
    }
  }

  /// What the pattern does not find, and what it finds and `--split` does not name, is for training.
  private mutating func findSplits(_ request: ImportRequest) {
    guard let pattern = request.split else { return }
    for index in samples.indices {
      let word = pattern.part(of: samples[index].images[0]) ?? pattern.part(of: samples[index].id)
      samples[index].split = word.flatMap { SplitName.split(of: $0, request.splits) } ?? .train
    }
  }

  private mutating func rename(_ request: ImportRequest) {
    guard !request.renamed.isEmpty else { return }
    classes = classes.map { request.renamed[$0] ?? $0 }
    values = values.map { ($0.value, request.renamed[$0.name] ?? $0.name) }
    for name in request.renamed.keys.sorted() where !classes.contains(request.renamed[name] ?? "") {
      report.note("--rename \(name)=...: no class has this name")
    }
    mergeEqualClasses()
  }

  /// Several names may become one class.
  private mutating func mergeEqualClasses() {
    guard labelType != .multilabel, labelType != .segmentation else { return }
    let names = classes.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    guard names.count < classes.count else { return }
    relabel(names)
  }

  private mutating func chooseClasses(_ request: ImportRequest) {
    guard let wanted = request.classes, wanted != classes else { return }
    if labelType == .segmentation {
      // Values keep their names, and a class that is not wanted is left out of losses and metrics.
      if values.isEmpty { values = classes.enumerated().map { (String($0.offset), $0.element) } }
      values = values.map { ($0.value, wanted.contains($0.name) ? $0.name : ValueMap.ignoreName) }
      classes = wanted
    } else {
      relabel(wanted)
    }
  }

  /// Gives all labels the indices of other class lists; what has no class there is left out.
  private mutating func relabel(_ names: [String]) {
    let places = classes.map { names.firstIndex(of: $0) }
    var kept: [ImportedSample] = []
    for var sample in samples {
      switch sample.label {
      case .classIndex(let index):
        guard let place = places[index] else {
          report.leaveOut(sample.id, "the class \"\(classes[index])\" is not among the classes")
          continue
        }
        sample.label = .classIndex(place)
      case .states(let cells):
        sample.label = .states(names.map { name in classes.firstIndex(of: name).map { cells[$0] } ?? "" })
      case .boxes(let boxes, let size):
        sample.label = .boxes(relabelled(boxes, places, of: sample), size)
      case .mask, .drawing: break
      }
      kept.append(sample)
    }
    (samples, classes) = (kept, names)
  }

  private mutating func relabelled(_ boxes: [ImportedBox], _ places: [Int?], of sample: ImportedSample) -> [ImportedBox]
  {
    boxes.compactMap { box in
      guard let place = places[box.label] else {
        report.leaveOut(sample.id, "boxes of \"\(classes[box.label])\", which is not among the classes")
        return nil
      }
      var box = box
      box.label = place
      return box
    }
  }

  /// Ids are unique in a task: a second "scan" becomes "scan (2)".
  private mutating func numberRepeatedIds() {
    let given = Set(samples.map(\.id))
    var used: Set<String> = []
    var numbers: [String: Int] = [:]
    for index in samples.indices {
      let id = samples[index].id
      if used.insert(id).inserted { continue }
      var number = numbers[id, default: 1]
      var candidate = id
      repeat {
        number += 1
        candidate = "\(id) (\(number))"
      } while given.contains(candidate) || used.contains(candidate)
      numbers[id] = number
      used.insert(candidate)
      samples[index].id = candidate
    }
  }
}
