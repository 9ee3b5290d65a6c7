import Foundation
import Imaging

/// Pieces of a web page; every text from outside goes through `escaped`.
enum Html {
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// A picture as the address of an `img`, so that a page needs no other file.
  /// - Throws: `ImageError` if the picture cannot be encoded.
  static func dataAddress(_ raster: Raster) throws -> String {
    "data:image/jpeg;base64," + (try ImageWriter.jpegData(raster)).base64EncodedString()
  }

  static func paragraph(_ text: String) -> String { "<p>\(escaped(text))</p>\n" }

  /// - Parameter heading: texts of the first line; none for a table of names and values.
  static func table(_ heading: [String] = [], _ rows: [[String]]) -> String {
    let head = heading.isEmpty ? "" : "<tr>" + heading.map { "<th>\(escaped($0))</th>" }.joined() + "</tr>\n"
    let body = rows.map { row in "<tr>" + row.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>\n" }.joined()
    return "<div class=\"scroll\"><table>\n\(head)\(body)</table></div>\n"
  }

  static func section(_ title: String, _ body: String) -> String { "<h2>\(escaped(title))</h2>\n\(body)" }

  /// Closed until it is clicked.
  static func details(_ title: String, _ body: String) -> String {
    "<details><summary>\(escaped(title))</summary>\n\(body)</details>\n"
  }

  /// - Parameter verb: which makes the page; `PageMark` finds it again.
  static func page(_ title: String, _ body: String, by verb: PageMark) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    \(verb.tag)
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(escaped(title))</title>
    <style>\(style)</style>
    </head>
    <body>
    <h1>\(escaped(title))</h1>
    \(body)</body>
    </html>

    """
  }

  private static let style = """

    body { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 1000px;
      margin: 2em auto; padding: 0 1em; }
    h1 { font-size: 1.6em; } h2 { font-size: 1.25em; margin-top: 2em; border-bottom: 1px solid #ccc; }
    h3 { font-size: 1em; margin: 1.5em 0 0.3em; }
    table { border-collapse: collapse; margin: 0.5em 0; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; vertical-align: top; padding: 0.2em 0.9em 0.2em 0; border-bottom: 1px solid #e4e4e4; }
    td { overflow-wrap: anywhere; } .scroll { overflow-x: auto; }
    pre { background: #f5f5f5; padding: 0.8em; overflow-x: auto; font-size: 13px; }
    figure { display: inline-block; margin: 0 1em 1em 0; max-width: 540px; vertical-align: top; }
    figure img { max-width: 256px; margin-right: 4px; vertical-align: top; }
    figcaption { font-size: 13px; color: #333; } .pair { display: flex; }
    .pair div { font-size: 12px; color: #555; } .curves svg, .curves img { max-width: 100%; height: auto; }
    .swatch { display: inline-block; width: 0.8em; height: 0.8em; margin: 0 0.3em 0 0.9em; }

    """
}
