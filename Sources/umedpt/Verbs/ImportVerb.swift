import Datasets
import Foundation
import Settings

/// `umedpt import FORMAT SOURCE --out DIR`.
enum ImportVerb: Verb {
  private static let formats = ImporterCatalog.all.map(\.name) + [TaskImport.automatic]
  private static let modalities = Modality.allCases.map(\.rawValue)
  private static let kinds = ImportRequest.Kind.allCases.map(\.rawValue)

  static let specification = VerbSpecification(
    name: "import", summary: "make a task of a data set as it was distributed",
    details: [
      "Writes task.yaml and a table (COCO JSON for boxes) into --out; images stay where they are. Says what was left "
        + "out, and why. Formats:"
    ] + ImporterCatalog.all.map { "\($0.name): \($0.summary)." } + [
      "auto: the first of these that recognises the source, or the table beside its images; it says why."
    ],
    positionals: [
      PositionalSpecification("FORMAT", kind: .choices(formats), help: "one of the formats, or auto"),
      PositionalSpecification("SOURCE", help: "the data set's file or folder"),
    ],
    flags: [
      FlagSpecification("out", short: .o, value: .init("DIR", .folder), help: "the folder of the task"),
      FlagSpecification("name", value: .init("NAME"), help: "the task's name (default: the folder's)"),
      FlagSpecification("modality", value: .init("M", .choices(modalities)), help: "how the images were made"),
      FlagSpecification("as", value: .init("KIND", .choices(kinds)), help: "what the samples become"),
      FlagSpecification("classes", value: .init("A,B,C"), help: "classes and their order; others are left out"),
      FlagSpecification("rename", value: .init("OLD=NEW"), isRepeatable: true, help: "another name for a class"),
      FlagSpecification(
        "value", value: .init("VALUE=CLASS"), isRepeatable: true,
        help: "the class of a stored mask value, ignore, or other=CLASS for all further values"),
      FlagSpecification(
        "images", value: .init("DIR", .folder),
        help: "the folder that image names start from; whole paths that do not exist are told by their ends below it"),
      FlagSpecification(
        "mask", value: .init("RULE"), isRepeatable: true, help: "the mask of an image: \"/Images/ => /Annotation/\""),
      FlagSpecification("validation", value: .init("FILE", .file), help: "the list of the validation split"),
      FlagSpecification("test", value: .init("FILE", .file), help: "the list of the test split"),
      FlagSpecification(
        "split", value: .init("NAME=SPLIT"), isRepeatable: true, help: "the source's word for a split: val=train"),
      FlagSpecification(
        "column", value: .init("OURS=THEIRS"), isRepeatable: true,
        help:
          "a column by name, or a template: image=train/{id}.tiff; ours: id, image, label, mask, group, center, split"),
      FlagSpecification(
        "where", value: .init("COLUMN=VALUE"), isRepeatable: true,
        help: "keep these rows of a table only, or QuPath's objects of a type: objectType=cell"),
      FlagSpecification("only", value: .init("REGEX"), help: "keep images whose path or id matches"),
      FlagSpecification(
        "group-pattern", value: .init("REGEX"),
        help: "the patient or slide in a path: patient[0-9]+, or the first (group)"),
      FlagSpecification(
        "split-pattern", value: .init("REGEX"),
        help: "the word in a path that --split gives a split; others are train"),
      FlagSpecification("label-pattern", value: .init("REGEX"), help: "the class in a file name: its first (group)"),
      FlagSpecification(
        "channel", value: .init("NAME"), help: "the channel of multi-channel volumes by name or number, or each"),
      FlagSpecification("fold", value: .init("NUMBER"), help: "the fold of a datalist that becomes validation"),
      FlagSpecification("size", value: .init("WxH"), help: "the size of images that cannot be opened here"),
      FlagSpecification(
        "missing", value: .init("STATE", .choices(["unknown", "negative"])),
        help: "what an empty finding means (default: unknown)"),
      FlagSpecification(
        "encoding", value: .init("HOW", .choices(RunLengthEncoding.allCases.map(\.rawValue))),
        help: "how run lengths count; told from the codes where it is left out"),
      FlagSpecification("root", value: .init("TEXT"), help: "written as root:, such as '${DATA}/crag'"),
      FlagSpecification("license", value: .init("TEXT"), help: "written into task.yaml"),
      FlagSpecification("force", help: "replace what is there; what the import reads stays"),
      FlagSpecification("json", help: "one JSON document"),
    ],
    examples: [
      .init(
        "umedpt import coco annotations/instances_train2017.json --out tasks/coco --modality natural", "boxes of COCO"),
      .init(
        "umedpt import auto Task04_Hippocampus --out tasks/hippocampus",
        "a folder with dataset.json, recognised by it"),
    ])

  static func run(_ command: ParsedCommand) throws -> ExitCode {
    var request = try ImportFlags(command).request()
    request.command = "umedpt " + CommandLine.arguments.dropFirst().map(ShellWord.quoted).joined(separator: " ")
    let result = try TaskImport(request).run(format: command.positionals[0])
    if command.isSet("json") {
      try Output.json(ImportDocument(result))
    } else {
      Output.write(ImportText(result, withNotes: !command.isSet("quiet")).text)
    }
    return .success
  }
}
