extension CocoImport {
  mutating func boxes(_ objects: [Labelled], _ image: CocoFile.Image) -> ImportedLabel? {
    var boxes: [ImportedBox] = []
    for (object, label) in objects {
      guard let box = object.bbox, box.count == 4, box.allSatisfy(\.isFinite), box[2] > 0, box[3] > 0 else {
        set.report.leaveOut(image.fileName, "boxes without an area")
        continue
      }
      boxes.append(
        ImportedBox(x: box[0], y: box[1], width: box[2], height: box[3], label: label, isCrowd: object.isCrowd == 1))
    }
    return .boxes(boxes, Self.size(image))
  }

  private static func size(_ image: CocoFile.Image) -> PixelSize? {
    guard let width = image.width, let height = image.height, width > 0, height > 0 else { return nil }
    return PixelSize(height: height, width: width)
  }

  // MARK: Masks

  /// The value of crowd regions in drawn masks, where single objects were not told apart.
  private static let crowdValue: UInt16 = 65_534

  /// nil (and noted) for an image whose mask cannot be drawn.
  mutating func mask(_ objects: [Labelled], _ image: CocoFile.Image) -> ImportedLabel? {
    guard let size = Self.size(image) else {
      set.report.leaveOut(image.fileName, "images without width and height, so that no mask can be drawn")
      return nil
    }
    guard size.canBeDrawn else {
      set.report.leaveOut(image.fileName, "images of more than \(PixelSize.mostDrawn / 1_000_000) million pixels")
      return nil
    }
    var drawing = MaskDrawing(size: size)
    for (object, label) in objects {
      guard let segmentation = object.segmentation else {
        set.report.leaveOut(image.fileName, "annotations without an outline")
        continue
      }
      do throws(RunLength.Problem) {
        let value = object.isCrowd == 1 ? Self.crowdValue : UInt16(label + 1)
        let items = try segmentation.shapes(in: size).map { MaskDrawing.Item(shape: $0, value: value) }
        set.report.leaveOut(
          image.fileName, "outlines of fewer than three points", count: segmentation.emptyPolygonCount)
        set.report.leaveOut(image.fileName, drawing.add(items))
      } catch {
        set.report.leaveOut(image.fileName, "images with \(error.text)")
        return nil
      }
    }
    drawing.items = drawing.items.largestFirst
    return .drawing(drawing)
  }

  /// Category 0 becomes value 1; what no category covers is background.
  mutating func takeMaskClasses() {
    let names = set.classes
    let background = names.contains("background") ? "nothing" : "background"
    set.classes = [background] + names
    set.values = set.classes.enumerated().map { (String($0.offset), $0.element) }
    let hasCrowd = set.samples.contains { sample in
      if case .drawing(let drawing) = sample.label {
        drawing.items.contains { $0.value == Self.crowdValue }
      } else {
        false
      }
    }
    if hasCrowd { set.values.append((String(Self.crowdValue), ValueMap.ignoreName)) }
    set.report.note("smaller objects lie above larger ones; crowd regions are ignored")
  }
}
