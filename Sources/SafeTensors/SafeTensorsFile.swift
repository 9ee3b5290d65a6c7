/// Element types of the safetensors format that this package reads and writes.
public enum SafeTensorsType: String, Sendable, CaseIterable {
  case float64 = "F64", float32 = "F32", float16 = "F16", bfloat16 = "BF16"
  case int64 = "I64", int32 = "I32", int16 = "I16", int8 = "I8", uint8 = "U8", bool = "BOOL"
}
