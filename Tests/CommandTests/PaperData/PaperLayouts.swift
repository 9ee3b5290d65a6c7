import Foundation
import GoldenArrays
import Imaging

/// Tiny folders laid out as the paper's data sets are distributed.
struct PaperLayouts {
  let data: TinyData
  /// Where `UMEDPT_DATA` points.
  static let root = "sets"

  var path: String { data.folder.path(Self.root) }

  /// Writes the folder of one description.
  func write(_ name: String) throws {
    switch name {
    case "amos22_ct", "organseg_mri": try amos()
    case "conic": try conic()
    case "picai": try picai()
    case "panda_seg", "panda_cls": try panda()
    case "vinbigdata": try vinBigData()
    case "crag": try crag()
    case "brats2020": try brats()
    case "crc", "crc_wsi": try crc()
    case "arvaniti": try arvaniti()
    case "cyto": try classes("BM_cytomorphology_data", Self.cells.map { "\($0)/0001-1000" }, each: 1, ending: "jpg")
    case "chexpert": try cheXpert()
    case "siim": try siim()
    case "imagenet": try imageNet()
    case "radimagenet": try radImageNet()
    case "coco_seg", "coco_det": try coco()
    case "pneumo_cxr": try pneumonia()
    case "tuber_cxr": try tuberculosis()
    case "cns_mri": try brainTumours()
    case "bach_wsi":
      try classes(
        "ICIAR2018_BACH_Challenge/Photos", ["Benign", "InSitu", "Invasive", "Normal"], each: 40, ending: "png")
    case "bhis_mic": try breakHis()
    default: throw UnexpectedText(text: "no layout for \(name)")
    }
  }

  // MARK: Volumes

  private static let organs = [
    "background", "spleen", "right kidney", "left kidney", "gall bladder", "esophagus", "liver", "stomach", "arota",
    "postcava", "pancreas", "right adrenal gland", "left adrenal gland", "duodenum", "bladder", "prostate/uterus",
  ]

  /// Cases 1 to 3 are CT, 507 and above MRI; the last ones of each are for validation.
  private func amos() throws {
    var training: [String] = []
    for number in [1, 2, 3] + Array(507..<530) {
      let isValidation = number == 3 || number >= 527
      let name = "amos_\(String(repeating: "0", count: 4 - "\(number)".count))\(number).nii.gz"
      let (images, labels) = isValidation ? ("imagesVa", "labelsVa") : ("imagesTr", "labelsTr")
      try volume("amos22/\(images)/\(name)", seed: number)
      try volume("amos22/\(labels)/\(name)", labels: (0..<16).map { UInt8($0) })
      if !isValidation { training.append(#"{"image": "./imagesTr/\#(name)", "label": "./labelsTr/\#(name)"}"#) }
    }
    let labels = Self.organs.enumerated().map { #""\#($0.offset)": "\#($0.element)""# }
    try text(
      """
      {"name": "AMOS", "modality": {"0": "CT"}, "labels": {\(labels.joined(separator: ", "))},
       "training": [\(training.joined(separator: ", "))], "test": ["./imagesTs/amos_0009.nii.gz"]}
      """, "amos22/dataset.json")
  }

  private func picai() throws {
    var rows = "patient_id,study_id,mri_date,case_ISUP,case_csPCa,center\n"
    for (index, patient) in ["10000", "10001", "10002"].enumerated() {
      let study = "100000\(index)"
      let voxels = (0..<160).map { UInt8(truncatingIfNeeded: $0 * 3 + index * 11) }
      let file = TinyFiles.metaImage(voxels, size: [4, 4, 10])
      for sequence in ["t2w", "adc", "hbv"] {
        try bytes(file, "picai/images/fold\(index % 2)/\(patient)/\(patient)_\(study)_\(sequence).mha")
      }
      rows += "\(patient),\(study),2019-07-02,\(index),\(index == 1 ? "YES" : "NO"),\(["ZGT", "RUMC", "PCNN"][index])\n"
    }
    try text(rows, "picai/picai_labels/clinical_information/marksheet.csv")
  }

  private func brats() throws {
    for number in ["001", "355"] {
      let name = "BraTS20_Training_\(number)"
      let folder = "brats2020/MICCAI_BraTS2020_TrainingData/\(name)"
      for (index, sequence) in ["flair", "t1", "t1ce", "t2"].enumerated() {
        try volume("\(folder)/\(name)_\(sequence).nii", seed: index + number.hashValueForSeed)
      }
      let mask = number == "355" ? "W39_1998.09.19_Segm.nii" : "\(name)_seg.nii"
      try volume("\(folder)/\(mask)", labels: [0, 1, 2, 4])
    }
  }

  // MARK: Arrays and slides

  private func conic() throws {
    let pixels = (0..<2 * 64 * 64 * 3).map { UInt8(truncatingIfNeeded: $0 * 7) }
    try bytes(TinyFiles.numpy(pixels, type: "|u1", shape: [2, 64, 64, 3]), "conic/images.npy")
    var labels = [UInt8](repeating: 0, count: 2 * 64 * 64 * 2 * 2)
    for nucleus in 0..<6 {
      for x in 0..<8 {
        for y in 0..<8 {
          let place = ((nucleus % 2 * 64 + 10 + y) * 64 + nucleus * 10 + x) * 4
          (labels[place], labels[place + 2]) = (UInt8(nucleus + 1), UInt8(nucleus + 1))
        }
      }
    }
    try bytes(TinyFiles.numpy(labels, type: "<u2", shape: [2, 64, 64, 2]), "conic/labels.npy")
    try text("patch_info\nconsep_1-0000\nglas_3-0001\n", "conic/patch_info.csv")
  }

  private func panda() throws {
    var rows = "image_id,data_provider,isup_grade,gleason_score\n"
    // The value in red alone.
    let mask = PyramidTiff { row, column in
      (UInt8((row / 8 + column / 8) % 6), 0, 0)
    } right: {
      (0, 0, 0)
    }.bytes
    for grade in 0..<6 {
      let id = "0005f7aaab2800f6170c399693a9691\(grade)"
      let slide = PyramidTiff { row, column in
        (UInt8(120 + (row + 9 * grade) % 60), 60, UInt8(140 + column % 50))
      } right: {
        (245, 245, 245)
      }.bytes
      try bytes(slide, "panda/train_images/\(id).tiff")
      try bytes(mask, "panda/train_label_masks/\(id)_mask.tiff")
      rows += "\(id),\(grade % 2 == 0 ? "radboud" : "karolinska"),\(grade),3+3\n"
    }
    try text(rows, "panda/train.csv")
  }

  // MARK: X-rays

  private static let findings = [
    "Aortic enlargement", "Atelectasis", "Calcification", "Cardiomegaly", "Consolidation", "ILD", "Infiltration",
    "Lung Opacity", "Nodule/Mass", "Other lesion", "Pleural effusion", "Pleural thickening", "Pneumothorax",
    "Pulmonary fibrosis",
  ]

  private func vinBigData() throws {
    var rows = "image_id,class_name,class_id,rad_id,x_min,y_min,x_max,y_max\n"
    for (number, name) in Self.findings.enumerated() {
      try dicom("vinbigdata/train/id\(number).dicom", seed: number)
      for reader in ["R8", "R9"] { rows += "id\(number),\(name),\(number),\(reader),2,3,10,12\n" }
    }
    try dicom("vinbigdata/train/id99.dicom", seed: 99)
    try text(rows + "id99,No finding,14,R8,,,,\nid99,No finding,14,R9,,,,\n", "vinbigdata/train.csv")
  }

  private static let cheXpertFindings = [
    "No Finding", "Enlarged Cardiomediastinum", "Cardiomegaly", "Lung Opacity", "Lung Lesion", "Edema", "Consolidation",
    "Pneumonia", "Atelectasis", "Pneumothorax", "Pleural Effusion", "Pleural Other", "Fracture", "Support Devices",
  ]

  private func cheXpert() throws {
    let header = "Path,Sex,Age,Frontal/Lateral,AP/PA," + Self.cheXpertFindings.joined(separator: ",") + "\n"
    for (split, first) in [("train", 1), ("valid", 64541)] {
      var rows = header
      for number in 0..<4 {
        let name =
          "CheXpert-v1.0-small/\(split)/patient\(String(repeating: "0", count: 5 - "\(first + number)".count))\(first + number)"
        try picture("\(name)/study1/view1_frontal.jpg", seed: first + number + "CheXpert".hashValueForSeed)
        let cells = (0..<14).map {
          split == "valid" ? "\(($0 + number) % 2).0" : ["1.0", "0.0", "-1.0", ""][($0 + number) % 4]
        }
        rows += "\(name)/study1/view1_frontal.jpg,Female,68,Frontal,AP,\(cells.joined(separator: ","))\n"
      }
      try text(rows, "CheXpert-v1.0-small/\(split).csv")
    }
  }

  private func siim() throws {
    var rows = "ImageId, EncodedPixels\n"
    for number in 0..<3 {
      let id = "1.2.276.0.7230010.3.1.4.8323329.\(number)"
      // The size that all images of the set have, and that the import line falls back to.
      try dicom("siim/dicom-images-train/study\(number)/series/\(id).dcm", seed: number, edge: 1024)
      rows += number == 0 ? "\(id), -1\n" : "\(id), 17 4 12 4\n\(id), 100 5\n"
    }
    try text(rows, "siim/stage_2_train.csv")
  }

  private func tuberculosis() throws {
    for number in 1...150 {
      let name = String(repeating: "0", count: 4 - "\(number)".count) + "\(number)_\(number <= 75 ? 0 : 1)"
      try picture("ChinaSet_AllFiles/CXR_png/CHNCXR_\(name).png", seed: number)
    }
    try text("male 45yrs\nnormal\n", "ChinaSet_AllFiles/ClinicalReadings/CHNCXR_0001_0.txt")
  }

  private func pneumonia() throws {
    for (split, count) in [("train", 55), ("val", 4), ("test", 6)] {
      try classes("chest_xray/\(split)", ["NORMAL", "PNEUMONIA"], each: count, ending: "jpeg")
    }
  }

  // MARK: Tissue, cells, photographs

  private func crag() throws {
    for (split, count) in [("train", 2), ("test", 1)] {
      for number in 1...count {
        try picture("crag/\(split)/Images/\(split)_\(number).png", seed: number + split.hashValueForSeed)
        try picture("crag/\(split)/Overlay/\(split)_\(number).png", seed: number)
        try write("crag/\(split)/Annotation/\(split)_\(number).png") { try ImageWriter.png(labelMap(0..<9), to: $0) }
      }
    }
  }

  private static let tissues = ["ADI", "BACK", "DEB", "LYM", "MUC", "MUS", "NORM", "STR", "TUM"]

  private func crc() throws {
    try classes("crc/NCT-CRC-HE-100K", Self.tissues, each: 14, ending: "tif")
    try classes("crc/CRC-VAL-HE-7K", Self.tissues, each: 1, ending: "tif")
  }

  private func arvaniti() throws {
    for (name, mask, labels) in [
      ("ZT111_4_A_1_1", "Gleason_masks_train/mask_", 0..<3), ("ZT76_39_A_1_1", "Gleason_masks_train/mask_", 2..<5),
      ("ZT80_38_A_1_1", "Gleason_masks_test/Gleason_masks_test_pathologist1/mask1_", 0..<5),
    ] {
      try picture("arvaniti/TMA_images/\(name).jpg", seed: name.hashValueForSeed)
      try write("arvaniti/\(mask)\(name).png") { path in
        let colours = [
          Colour(0, 255, 0), Colour(0, 0, 255), Colour(255, 255, 0), Colour(255, 0, 0), Colour(255, 255, 255),
        ]
        try ImageWriter.png(labelMap(labels), palette: colours, to: path)
      }
    }
    try picture("arvaniti/TMA_images/ZT199_1_A_9_9.jpg", seed: 5)
  }

  private static let cells = [
    "ABE", "ART", "BAS", "BLA", "EBO", "EOS", "FGC", "HAC", "KSC", "LYI", "LYT", "MMZ", "MON", "MYB", "NGB", "NGS",
    "NIF",
    "OTH", "PEB", "PLM", "PMO",
  ]

  private func breakHis() throws {
    for (kind, type, slide) in [("benign", "adenosis", "SOB_B_A"), ("malignant", "ductal_carcinoma", "SOB_M_DC")] {
      for magnification in ["40", "200"] {
        for number in 0..<(magnification == "200" ? 80 : 1) {
          let folder = "BreaKHis_v1/histology_slides/breast/\(kind)/SOB/\(type)/\(slide)_14-22549AB/\(magnification)X"
          try picture(
            "\(folder)/\(slide)-14-22549AB-\(magnification)-\(number).png", seed: number + slide.hashValueForSeed)
        }
      }
    }
    try text("x", "BreaKHis_v1/histology_slides/breast/README.txt")
  }

  private func brainTumours() throws {
    let names = ["glioma", "meningioma", "notumor", "pituitary"]
    try classes("brain-tumor-mri/Training", names, each: 35, ending: "jpg")
    try classes("brain-tumor-mri/Testing", names, each: 3, ending: "jpg")
  }

  private func imageNet() throws {
    try classes("ILSVRC/Data/CLS-LOC/train", ["n01440764", "n01443537"], each: 1, ending: "JPEG")
    try picture("ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_00000001.JPEG", seed: 1)
    try picture("ILSVRC/Data/CLS-LOC/test/ILSVRC2012_test_00000001.JPEG", seed: 2)
  }

  private func radImageNet() throws {
    for (number, split) in ["train", "val", "test"].enumerated() {
      var rows = "filename,label\n"
      for (index, label) in ["abd/normal", "brain/stroke"].enumerated() {
        let file = "radiology_ai/CT/\(label)/\(split).png"
        try picture("radimagenet/\(file)", seed: number * 2 + index)
        rows += "\(file),\(label.split(separator: "/")[1])\n"
      }
      try text(rows, "radimagenet/RadiologyAI_\(split).csv")
    }
  }

  private func coco() throws {
    let yaml = try String(contentsOfFile: PaperDescription.folder + "/pretraining/coco_seg.yaml", encoding: .utf8)
    // The names of the description stand for those of the annotation file, which only whoever has COCO can compare.
    let line = yaml.split(separator: "\n").first { $0.hasPrefix("values:") } ?? ""
    let names = line.dropFirst("values: {".count).split(separator: ",").compactMap { pair -> String? in
      let parts = pair.split(separator: ":").map { $0.filter { $0 != "}" }.drop { $0 == " " } }
      return parts.count == 2 && parts[1] != "ignore" && parts[1] != "background" ? String(parts[1]) : nil
    }
    for (split, number) in [("train", 1), ("val", 2)] {
      let file = "00000000000\(number).jpg"
      try picture("coco/\(split)2017/\(file)", seed: number)
      let categories = names.enumerated().map { #"{"id": \#($0.offset + 1), "name": "\#($0.element)"}"# }
      let annotations = names.indices.map { index in
        """
        {"id": \(index), "image_id": \(number), "category_id": \(index + 1), "bbox": [\(index % 20), 3, 9, 9], "iscrowd": 0,
         "segmentation": [[\(index % 20), 3, \(index % 20 + 9), 3, \(index % 20 + 9), 12, \(index % 20), 12]]}
        """
      }
      try text(
        """
        {"images": [{"id": \(number), "file_name": "\(file)", "width": 32, "height": 24}],
         "annotations": [\((annotations + [crowd(number)]).joined(separator: ",\n"))], "categories": [\(categories.joined(separator: ","))]}
        """, "coco/annotations/instances_\(split)2017.json")
      try text("{}", "coco/annotations/captions_\(split)2017.json")
    }
  }

  private func crowd(_ image: Int) -> String {
    """
    {"id": 999, "image_id": \(image), "category_id": 1, "bbox": [20, 14, 8, 8], "iscrowd": 1,
     "segmentation": {"counts": [494, 8, 266], "size": [24, 32]}}
    """
  }

  // MARK: Files

  private func classes(_ folder: String, _ names: [String], each count: Int, ending: String) throws {
    for name in names {
      for number in 0..<count {
        try picture(
          "\(folder)/\(name)/\(name.prefix(3))_\(number).\(ending)", seed: number + "\(folder)\(name)".hashValueForSeed)
      }
    }
  }

  /// 32 x 24 pixels of noise; the content is told by the first bytes, so every name may hold a PNG.
  private func picture(_ name: String, seed: Int) throws {
    var state = UInt32(truncatingIfNeeded: seed &* 2_654_435_761 &+ 12345)
    let bytes = (0..<24 * 32 * 3).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    try write(name) { try ImageWriter.png(Raster(height: 24, width: 32, bytes: bytes), to: $0) }
  }

  private func labelMap(_ values: Range<Int>) -> LabelMap {
    LabelMap(height: 24, width: 32, values: (0..<24 * 32).map { UInt16(values.lowerBound + $0 % values.count) })
  }

  private func dicom(_ name: String, seed: Int, edge: Int = 16) throws {
    let pixels = (0..<edge * edge).map { UInt8(truncatingIfNeeded: $0 &* 3 &+ seed) }
    try bytes(TinyFiles.dicom(pixels, height: edge, width: edge), name)
  }

  private func volume(_ name: String, seed: Int = 0, labels: [UInt8]? = nil) throws {
    let voxels = (0..<96).map { place in
      labels.map { $0[place % $0.count] } ?? UInt8(truncatingIfNeeded: place * 5 + seed * 7)
    }
    let file = TinyFiles.nifti(voxels, size: [4, 4, 6])
    try bytes(name.hasSuffix(".gz") ? TinyFiles.gzip(file) : file, name)
  }

  private func text(_ text: String, _ name: String) throws { try data.folder.write(text, to: "\(Self.root)/\(name)") }

  private func bytes(_ bytes: [UInt8], _ name: String) throws {
    try data.folder.write(Data(bytes), to: "\(Self.root)/\(name)")
  }

  private func write(_ name: String, _ body: (String) throws -> Void) throws {
    let path = data.folder.path("\(Self.root)/\(name)")
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    try body(path)
  }
}

extension String {
  /// The same number in every process.
  fileprivate var hashValueForSeed: Int { utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xFFFF } }
}
