import Foundation
import GoldenArrays
import Imaging
import Statistics
import Testing

@testable import Datasets

/// Whole slides as tasks: a tiled TIFF with a violet disc on glass, labelled in four ways.
@Suite struct SlideTaskTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try DiscSlides.write(to: folder)
  }

  private func task(
    _ name: String, _ type: String, _ source: String, classes: String = "background, tumour",
    patch: String = "patch: {mpp: 1}"
  ) throws -> Dataset {
    try DiscSlides.task(folder, name, type, source, classes: classes, more: patch)
  }

  private func outlines() throws -> Dataset { try DiscSlides.segmentation(folder) }

  private func stream(_ data: Dataset, threads: Int = 1, budget: Int = 512 << 20) throws -> BatchStream {
    let task = try TaskStream(data, size: 64, batch: 4, augmentation: nil)
    return BatchStream(tasks: [task], seed: 3, options: BatchStreamOptions(threads: threads, budgetBytes: budget))
  }

  private func batches(_ data: Dataset, count: Int = 6) throws -> [HostBatch] {
    let stream = try stream(data)
    return try (0..<count).map { _ in try stream.next() }
  }

  /// Level-0 place of a patch's top left corner, from its id `a@x,y`.
  private func place(_ id: String) -> (x: Double, y: Double) {
    let numbers = id.split(separator: "@")[1].split(separator: ",").compactMap { Double($0) }
    return (numbers[0], numbers[1])
  }

  /// Every pixel of every mask, but those at the outline, is the class of its place in the slide.
  @Test func outlinesBecomeMasksInPlace() throws {
    var seen: Set<UInt16> = []
    for batch in try batches(outlines()) {
      #expect(batch.depth == .uint8)
      for (id, target) in zip(batch.ids, batch.targets) {
        guard case .mask(let mask) = target else { throw TestProblem("no mask") }
        let corner = place(id)
        for row in 0..<64 {
          for column in 0..<64 {
            // One pixel is one micrometre: two level-0 pixels.
            let (x, y) = (corner.x + 2 * (Double(column) + 0.5), corner.y + 2 * (Double(row) + 0.5))
            let distance = ((x - 300) * (x - 300) + (y - 200) * (y - 200)).squareRoot()
            let isHole = (280.0..<320).contains(x) && (180.0..<220).contains(y)
            guard abs(distance - 120) > 3, !(275.0...325).contains(x) || !(175.0...225).contains(y) || isHole else {
              continue
            }
            if isHole, !(283.0..<317).contains(x) || !(183.0..<217).contains(y) { continue }
            #expect(mask[row, column] == (distance < 120 && !isHole ? 1 : 0), "\(id) row \(row) column \(column)")
          }
        }
        seen.formUnion(mask.values)
      }
    }
    #expect(seen == [0, 1])
  }

  /// A mask at half the resolution names the same places.
  @Test func coarseMasksAreFoundInPlace() throws {
    var mask = LabelMap(height: DiscSlides.height / 2, width: DiscSlides.width / 2, filledWith: 0)
    for row in 0..<mask.height {
      for column in 0..<mask.width where DiscSlides.isInside(x: 2 * Double(column) + 1, y: 2 * Double(row) + 1) {
        mask[row, column] = 1
      }
    }
    try ImageWriter.png(mask, to: folder.path("coarse.png"))
    try folder.write("coarse.csv", "id,image,mask,split\na,a.tif,coarse.png,train\n")
    for batch in try batches(task("coarse", "segmentation", "table: coarse.csv")) {
      for (index, target) in batch.targets.enumerated() {
        guard case .mask(let found) = target else { throw TestProblem("no mask") }
        // Violet has little green, glass has much.
        for pixel in 0..<64 * 64 {
          let green = batch.images[(index * 64 * 64 + pixel) * 3 + 1]
          if green < 50 { #expect(found.values[pixel] == 1) }
          if green > 240 { #expect(found.values[pixel] == 0) }
        }
      }
    }
  }

  /// A mask as large as its slide, its values in red alone: patch by patch the same as one that is in memory.
  @Test func largeMasksAreReadPlaceByPlace() throws {
    let level: TiledTiff.Level = (
      DiscSlides.height, DiscSlides.width,
      { row, column in (DiscSlides.isInside(x: Double(column) + 0.5, y: Double(row) + 0.5) ? 1 : 0, 0, 0) }
    )
    let path = try folder.write("mask.tif", TiledTiff(levels: [level]).bytes)
    try folder.write("whole.csv", "id,image,mask,split\na,a.tif,mask.tif,train\n")
    let data = try task("whole", "segmentation", "table: whole.csv")
    let decoder = SlideDecoder(description: data.description)
    let whole = try decoder.open(data.samples(.train)[0])
    guard case .mask(_, let scale) = whole.labels else { throw TestProblem("the mask is not in memory") }
    #expect(SlideMask(path, data.description) == nil)
    let mask = try #require(SlideMask(path, data.description, wholeLimit: 0))
    #expect(try mask.sampledValues() == [0, 1])
    let placewise = OpenedSlide(
      slide: whole.slide, area: whole.area, scale: whole.scale, tissue: whole.tissue,
      labels: .pyramid(mask, scale: scale))
    for (x, y) in [(180, 120), (250, 301), (-40, -7), (550, 380)] {
      let place = PatchSelection(x: x, y: y)
      #expect(try placewise.patch(place, size: 64).mask == whole.patch(place, size: 64).mask, "\(place)")
    }
    var random = SampleRandom(seed: 4, task: "places")
    let held = try (0..<40).count { _ in
      let place = PatchDraw.random(placewise, .init(), size: 64, background: 0, &random)
      return try placewise.patch(place, size: 64).mask?.values.contains(1) == true
    }
    #expect(held >= 20)
  }

  @Test func aMaskOfAnotherShapeIsRefused() throws {
    try ImageWriter.png(LabelMap(height: 100, width: 100, filledWith: 0), to: folder.path("square.png"))
    try folder.write("square.csv", "id,image,mask,split\na,a.tif,square.png,train\n")
    let error = #expect(throws: SampleError.self) {
      try batches(task("square", "segmentation", "table: square.csv"), count: 1)
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("100 x 100 pixels, its slide 600 x 400"))
  }

  @Test func boxesAndCrowdsAreMovedIntoThePatch() throws {
    let coco = """
      {"images": [{"id": 1, "file_name": "a.tif", "width": 600, "height": 400}],
       "annotations": [
         {"id": 1, "image_id": 1, "category_id": 1, "bbox": [280, 180, 40, 40], "iscrowd": 0},
         {"id": 2, "image_id": 1, "category_id": 1, "bbox": [200, 180, 40, 40], "iscrowd": 1}],
       "categories": [{"id": 1, "name": "tumour"}]}
      """
    try folder.write("boxes.json", coco)
    try folder.write("test.json", coco.replacingOccurrences(of: "a.tif", with: "b.tif"))
    let data = try task("boxes", "detection", "coco: {train: boxes.json, test: test.json}", classes: "tumour")
    var found = 0
    for batch in try batches(data) {
      for (id, target) in zip(batch.ids, batch.targets) {
        guard case .boxes(let boxes) = target else { throw TestProblem("no boxes") }
        let corner = place(id)
        for box in boxes {
          found += 1
          let wanted = [280 - corner.x, 180 - corner.y, 320 - corner.x, 220 - corner.y].map { min(max($0 / 2, 0), 64) }
          #expect([box.x0, box.y0, box.x1, box.y1].map(Double.init) == wanted)
        }
      }
    }
    #expect(found >= 8, "one patch in two holds an object")
    let reader = EvaluationReader(data.description, patchSize: 64)
    let samples = try reader.references(data.samples(.test)).map { try reader.read($0, .full) }
    let crowds = samples.flatMap { sample in sample.crowdBoxes.map { (place(sample.id), $0) } }
    #expect(!crowds.isEmpty)
    for (corner, crowd) in crowds {
      #expect(Double(crowd.x0) == max((200 - corner.x) / 2, 0) && crowd.x1 <= 64)
    }
  }

  /// Case-level labels: every patch takes the slide's, and training patches show tissue.
  @Test func patchesOfALabelledSlideAreTissue() throws {
    try folder.write("cases.csv", "id,image,label,split\na,a.tif,benign,train\nb,b.tif,malignant,train\n")
    let data = try task("cases", "classification", "table: cases.csv", classes: "benign, malignant")
    for batch in try batches(data) {
      for (id, target) in zip(batch.ids, batch.targets) {
        #expect(target == .classIndex(id.hasPrefix("a") ? 0 : 1))
      }
      let violet = stride(from: 1, to: batch.images.count, by: 3).count { batch.images[$0] < 50 }
      #expect(Double(violet) / Double(batch.images.count / 3) > 0.45)
    }
    // An evaluation's patches cover the disc once: a grid without overlap.
    let reader = EvaluationReader(data.description, patchSize: 64)
    let references = try reader.references([data.samples(.train)[0]])
    #expect(Set(references.map(\.id)).count == references.count && references.count >= 2)
    for a in references {
      for b in references where a != b {
        let (p, q) = (place(a.id), place(b.id))
        #expect(abs(p.x - q.x) >= 128 || abs(p.y - q.y) >= 128)
      }
    }
  }

  @Test func aRegionIsAllOfASample() throws {
    try folder.write(
      "regions.csv", "id,image,label,region\nr,a.tif,benign,10 20 300 200\ns,a.tif,malignant,310 20 200 200\n")
    let data = try task("regions", "classification", "table: regions.csv", classes: "benign, malignant")
    for batch in try batches(data) {
      for id in batch.ids {
        let (left, width) = id.hasPrefix("r") ? (10.0, 300.0) : (310.0, 200.0)
        let corner = place(id)
        #expect(corner.x >= left && corner.x + 128 <= left + width && corner.y >= 20 && corner.y + 128 <= 220)
      }
    }
  }

  /// A budget that keeps one slide open gives evictions, and the same bytes with any number of threads.
  @Test func theSameBytesWithAnyNumberOfThreads() throws {
    let data = try outlines()
    for (budget, evicts) in [(80 << 20, true), (512 << 20, false)] {
      let first = try stream(data, threads: 0, budget: budget)
      let expected = try (0..<12).map { _ in try first.next() }
      #expect((first.cache.evictions > 0) == evicts, "\(first.cache)")
      for threads in [1, 4] {
        let stream = try stream(data, threads: threads, budget: budget)
        for batch in expected {
          let found = try stream.next()
          #expect(found.ids == batch.ids && found.images == batch.images && found.targets == batch.targets)
        }
        #expect(!evicts || stream.cache.evictions > 0, "\(stream.cache)")
      }
    }
  }

  @Test func checkNamesWhatIsWrongWithASlide() throws {
    try folder.write("bare.tif", TiledTiff(levels: [(100, 100, { _, _ in (150, 60, 160) })]).bytes)
    try folder.write("bad.csv", "id,image,label,split\nx,bare.tif,benign,train\ny,b.tif,malignant,train\n")
    let data = try task("bad", "classification", "table: bad.csv", classes: "benign, malignant")
    let report = try TaskCheck(cache: nil).run(data.description)
    let found = report.findings.filter { $0.kind == .unreadableFile }
    #expect(found.count == 1 && found[0].place.hasSuffix("bare.tif") && found[0].found.contains("mpp: 0.25"))
    let given = try task(
      "given", "classification", "table: bad.csv", classes: "benign, malignant", patch: "patch: {mpp: 1}\nmpp: 0.5")
    #expect(try !TaskCheck(cache: nil).run(given.description).hasErrors)
    // The key is for slides that do not say it.
    #expect(try !TaskCheck(cache: nil).run(given.description).findings.contains { $0.found.contains("overridden") })
  }

  /// The override table: a column of the samples' own table.
  @Test func resolutionsComeFromTheTable() throws {
    try folder.write("bare.tif", TiledTiff(levels: [(100, 100, { _, _ in (150, 60, 160) })]).bytes)
    try folder.write("given.csv", "id,image,label,mpp\nx,bare.tif,benign,0.5\ny,b.tif,malignant,\n")
    let data = try task("given", "classification", "table: given.csv", classes: "benign, malignant")
    #expect(try !TaskCheck(cache: nil).run(data.description).hasErrors)
    #expect(try SlideDecoder(description: data.description).open(data.samples(.train)[0]).scale == 2)
    try folder.write("odd.csv", "id,image,label,mpp\nx,bare.tif,benign,20x\n")
    let found = message { _ = try task("odd", "classification", "table: odd.csv", classes: "benign, malignant") }
    #expect(found.contains("odd.csv:2") && found.contains("the mpp \"20x\" is none"))
  }

  /// Where there is one kind of object, QuPath's annotations need no class.
  @Test func outlinesWithoutAClass() throws {
    let text = DiscSlides.geoJSON.replacing(#""classification": {"name": "tumour"}"#, with: "")
    try folder.write("plain.geojson", text)
    try folder.write("plain.csv", "id,image,mask,split\na,a.tif,plain.geojson,train\n")
    let data = try task("plain", "segmentation", "table: plain.csv")
    #expect(
      try batches(data).contains {
        $0.targets.contains { if case .mask(let mask) = $0 { mask.values.contains(1) } else { false } }
      })
  }

  /// A point of no class that someone left in QuPath is no reason to refuse the outlines.
  @Test func pointsAmongOutlinesAreLeftOut() throws {
    let point = #"{"type": "Feature", "geometry": {"type": "Point", "coordinates": [5, 6]}, "properties": {}},"#
    let text = DiscSlides.geoJSON.replacing(#""features": ["#, with: #""features": [\#(point)"#)
    try folder.write("points.geojson", text)
    try folder.write("points.csv", "id,image,mask,split\na,a.tif,points.geojson,train\n")
    let data = try task(
      "points", "segmentation", "table: points.csv", classes: "background, tumour, stroma")
    #expect(text.contains("Point"))
    #expect(try SlideAnnotations.read(folder.path("points.geojson"), data.description).outlines.count == 1)
  }

  @Test func whatIsLeftOutOfOutlinesIsTold() throws {
    let point = #"{"type": "Feature", "geometry": {"type": "Point", "coordinates": [5, 6]}, "properties": {}},"#
    let ring = "[[9000,9000],[9100,9000],[9100,9100],[9000,9000]]"
    let shape = #""geometry": {"type": "Polygon", "coordinates": [\#(ring)]}"#
    let far = #"{"type": "Feature", \#(shape), "properties": {}},"#
    let text = DiscSlides.geoJSON.replacing(#""features": ["#, with: #""features": [\#(point)\#(far)"#)
    try folder.write("odd.geojson", text)
    try folder.write("odd.csv", "id,image,mask,split\na,a.tif,odd.geojson,train\n")
    let data = try task("odd", "segmentation", "table: odd.csv")
    let found = try TaskCheck(cache: nil).run(data.description).findings
    let beyond = found.filter { $0.severity == .warning && $0.found.hasPrefix("its outlines reach beyond \"a\"") }
    #expect(beyond.count == 1 && beyond[0].found.contains("to 9100, y from"), "\(found)")
    for note in ["points or lines enclose nothing and were left out", "outlines without a class were taken as"] {
      #expect(found.contains { $0.severity == .note && $0.found.contains(note) }, "\(found)")
    }
    try folder.write("odd.geojson", text.replacing("9100,9100", with: "1e200,9100"))
    let absurd = try TaskCheck(cache: nil).run(data.description).findings
    #expect(absurd.contains { $0.found.contains("to 1e+200, y from") }, "\(absurd)")
  }

  @Test func outlinesOfUnknownClassesAreNamed() throws {
    try folder.write("outline.geojson", DiscSlides.geoJSON)
    try folder.write("unknown.csv", "id,image,mask,split\na,a.tif,outline.geojson,train\n")
    let data = try task("unknown", "segmentation", "table: unknown.csv", classes: "background, gland")
    let report = try TaskCheck(cache: nil).run(data.description)
    #expect(report.findings.contains { $0.severity == .error && $0.found.contains("\"tumour\"") })
  }
}
