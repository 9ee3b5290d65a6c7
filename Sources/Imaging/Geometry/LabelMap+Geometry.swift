extension LabelMap {
  /// The labels at another size, nearest neighbour: the value at the centre of each new pixel, so no class is invented.
  /// - Throws: `ImageError` for empty labels or an empty target.
  public func resized(height newHeight: Int, width newWidth: Int) throws -> LabelMap {
    guard newHeight > 0, newWidth > 0, height > 0, width > 0 else {
      throw ImageError("cannot resize \(width) x \(height) labels to \(newWidth) x \(newHeight)")
    }
    if newHeight == height && newWidth == width { return self }
    let columns = (0..<newWidth).map { ($0 * 2 + 1) * width / (newWidth * 2) }
    let resized = [UInt16](unsafeUninitializedCapacity: newHeight * newWidth) { buffer, filled in
      values.withUnsafeBufferPointer { source in
        for row in 0..<newHeight {
          let from = (row * 2 + 1) * height / (newHeight * 2) * width
          for column in 0..<newWidth { buffer[row * newWidth + column] = source[from + columns[column]] }
        }
      }
      filled = newHeight * newWidth
    }
    return LabelMap(height: newHeight, width: newWidth, values: resized)
  }

  /// The labels with their longest edge at `size`, as `Raster.resized(longestEdge:)`.
  /// - Throws: `ImageError` for empty labels or a size below 1.
  public func resized(longestEdge size: Int) throws -> LabelMap {
    let fitted = Raster.fittedSize(height: height, width: width, longestEdge: size)
    return try resized(height: fitted.height, width: fitted.width)
  }

  /// The labels in the top-left corner; the rest is `ignore`.
  public func padded(height newHeight: Int, width newWidth: Int) -> LabelMap {
    let target = (height: max(newHeight, height), width: max(newWidth, width))
    return target == (height, width) ? self : cropped(top: 0, left: 0, height: target.height, width: target.width)
  }

  /// The window `[left, left + width) x [top, top + height)`; what lies outside the labels is `ignore`.
  public func cropped(top: Int, left: Int, height newHeight: Int, width newWidth: Int) -> LabelMap {
    var result = LabelMap(height: max(newHeight, 0), width: max(newWidth, 0), filledWith: Self.ignore)
    let columns = max(0, left)..<max(max(0, left), min(width, left + newWidth))
    for row in stride(from: max(0, top), to: min(height, top + newHeight), by: 1) where !columns.isEmpty {
      let to = (row - top) * newWidth + columns.lowerBound - left
      let from = row * width + columns.lowerBound
      result.values.replaceSubrange(to..<to + columns.count, with: values[from..<from + columns.count])
    }
    return result
  }
}
