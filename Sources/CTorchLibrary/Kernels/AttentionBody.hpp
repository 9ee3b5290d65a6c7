// Windowed attention, for one instruction set (EachTarget.hpp): all of one window's one head stays in the cache.
//
// Scores lie transposed, [key, query], with the queries in the lanes, so that softmax over the keys needs no sum
// across lanes. N tokens, padded to L lanes; d depth, padded to D.

constexpr int column_block = accumulators >= 24 ? 4 : 2;

/// c [rows, 16 * vectors] = a [rows, inner] b [inner, 16 * vectors]; a's element (r, k) lies at r * a_row + k * a_step.
template <int rows, int vectors>
inline void product_tile(const float *a, int64_t a_row, int64_t a_step, const float *b, int64_t b_step, int64_t inner,
                         float *c, int64_t c_step) {
  Lanes sum[rows][vectors] = {};
  for (int64_t k = 0; k < inner; ++k) {
    Lanes right[vectors];
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; ++j) right[j] = load(b + k * b_step + j * lane_count);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; ++r) {
      const Lanes left = all_lanes(a[r * a_row + k * a_step]);
#pragma clang loop unroll(full)
      for (int j = 0; j < vectors; ++j) sum[r][j] += left * right[j];
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; ++r) {
#pragma clang loop unroll(full)
    for (int j = 0; j < vectors; ++j) store(c + r * c_step + j * lane_count, sum[r][j]);
  }
}

template <int rows, int vectors>
inline void product_rows(const float *a, int64_t a_row, int64_t a_step, const float *b, int64_t b_step, int64_t inner,
                         float *c, int64_t c_step, int64_t count) {
  for (; count >= rows; count -= rows, a += rows * a_row, c += rows * c_step) {
    product_tile<rows, vectors>(a, a_row, a_step, b, b_step, inner, c, c_step);
  }
  if constexpr (rows > 1) {
    if (count) product_rows<rows / 2, vectors>(a, a_row, a_step, b, b_step, inner, c, c_step, count);
  }
}

/// c [count, width] = a [count, inner] b [inner, width]; width is a multiple of 16.
inline void product(const float *a, int64_t a_row, int64_t a_step, const float *b, int64_t inner, float *c,
                    int64_t count, int64_t width) {
  int64_t done = 0;
  while (done < width) {
    const float *right = b + done;
    float *into = c + done;
    const int64_t vectors = (width - done) / lane_count;
    if (column_block >= 4 && vectors >= 4) {
      product_rows<accumulators / 4, 4>(a, a_row, a_step, right, width, inner, into, width, count);
      done += 4 * lane_count;
    } else if (column_block >= 4 && vectors == 3) {
      product_rows<accumulators / 3, 3>(a, a_row, a_step, right, width, inner, into, width, count);
      done += 3 * lane_count;
    } else if (vectors >= 2) {
      product_rows<accumulators / 2, 2>(a, a_row, a_step, right, width, inner, into, width, count);
      done += 2 * lane_count;
    } else {
      product_rows<accumulators / 2, 1>(a, a_row, a_step, right, width, inner, into, width, count);
      done += lane_count;
    }
  }
}

/// Transposes sixteen rows of sixteen: four rounds of interleaving row i with row i + 8.
inline void transpose_block(const float *from, int64_t from_step, int64_t rows, float *into, int64_t into_step) {
  Lanes x[lane_count], y[lane_count];
  for (int i = 0; i < lane_count; ++i) x[i] = i < rows ? load(from + i * from_step) : Lanes{};
#pragma clang loop unroll(full)
  for (int round = 0; round < 4; ++round) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; ++i) {
      y[2 * i] = __builtin_shufflevector(x[i], x[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      y[2 * i + 1] =
          __builtin_shufflevector(x[i], x[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < lane_count; ++i) x[i] = y[i];
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < lane_count; ++i) store(into + i * into_step, x[i]);
}

/// from [tokens, depth] -> into [depth, lanes], zeros beyond the tokens. Both sizes padded to 16.
inline void transpose(const float *from, int64_t tokens, int64_t depth, float *into, int64_t lanes) {
  for (int64_t n = 0; n < lanes; n += lane_count) {
    for (int64_t c = 0; c < depth; c += lane_count) {
      transpose_block(from + n * depth + c, depth, tokens - n, into + c * lanes + n, lanes);
    }
  }
}

/// One head's rows of `depth` numbers, `step` apart, as float32 padded with zeros: (x + bias) * factor.
template <typename Element>
inline void gather(const Element *from, int64_t step, const float *bias, float factor, int64_t tokens, int64_t depth,
                   float *into, int64_t padded) {
  for (int64_t n = 0; n < tokens; ++n, from += step, into += padded) {
    int64_t c = 0;
    for (; c + lane_count <= depth; c += lane_count) {
      store(into + c, (bias ? load(from + c) + load(bias + c) : load(from + c)) * factor);
    }
    if (c == depth) continue;
    const Lanes last = load_some(from + c, depth - c);
    store(into + c, (bias ? last + load_some(bias + c, depth - c) : last) * factor);
  }
}

/// The way back, times `factor`; `sum` [depth] or null gains the sums over the tokens.
template <typename Element>
inline void scatter(const float *from, int64_t padded, float factor, int64_t tokens, int64_t depth, Element *into,
                    int64_t step, float *sum) {
  for (int64_t c = 0; c < depth; c += lane_count) {
    const int64_t count = depth - c < lane_count ? depth - c : lane_count;
    Lanes total{};
    for (int64_t n = 0; n < tokens; ++n) {
      const Lanes x = load(from + n * padded + c) * factor;
      total += x;
      if (count == lane_count) {
        store(into + n * step + c, x);
      } else {
        store_some(into + n * step + c, x, count);
      }
    }
    if (!sum) continue;
    if (count == lane_count) {
      store(sum + c, load(sum + c) + total);
    } else {
      store_some(sum + c, load_some(sum + c, count) + total, count);
    }
  }
}

/// What is added to the scores of one window and head, [key, query]: bias, and mask or null.
struct Added {
  const float *bias, *mask;

  Lanes at(int64_t place) const {
    const Lanes x = load(bias + place);
    return mask ? x + load(mask + place) : x;
  }
};

/// Softmax over the keys, lane by lane; the normalizer is the logarithm of the sum of exponentials.
inline void softmax(float *scores, const Added &added, int64_t tokens, int64_t lanes, float *normalizer) {
  const int64_t size = tokens * lanes;
  for (int64_t n = 0; n < lanes; n += lane_count) {
    Lanes highest = all_lanes(-INFINITY);
    for (int64_t i = n; i < size; i += lanes) {
      const Lanes x = load(scores + i) + added.at(i);
      store(scores + i, x);
      highest = larger(highest, x);
    }
    Lanes sum{};
    for (int64_t i = n; i < size; i += lanes) {
      const Lanes e = exp_of_negative(load(scores + i) - highest);
      sum += e;
      store(scores + i, e);
    }
    const Lanes inverse = 1.f / sum;
    for (int64_t i = n; i < size; i += lanes) store(scores + i, load(scores + i) * inverse);
    store(normalizer + n, highest + logarithm(sum));
  }
}

/// The same from a known normalizer. An exponent exceeds 0 by rounding only.
inline void softmax_again(float *scores, const Added &added, int64_t tokens, int64_t lanes, const float *normalizer) {
  for (int64_t key = 0; key < tokens; ++key) {
    for (int64_t n = 0; n < lanes; n += lane_count) {
      const int64_t i = key * lanes + n;
      store(scores + i, exp_of_negative(load(scores + i) + added.at(i) - load(normalizer + n)));
    }
  }
}

/// dscores = p (dp - sum over keys of p dp), into `dp`; `bias_sum` gains it.
inline void softmax_slope(const float *p, float *dp, int64_t tokens, int64_t lanes, float *bias_sum) {
  for (int64_t n = 0; n < lanes; n += lane_count) {
    Lanes sum{};
    for (int64_t i = n; i < tokens * lanes; i += lanes) sum += load(p + i) * load(dp + i);
    for (int64_t i = n; i < tokens * lanes; i += lanes) {
      const Lanes d = load(p + i) * (load(dp + i) - sum);
      store(dp + i, d);
      store(bias_sum + i, load(bias_sum + i) + d);
    }
  }
}

/// Rooms for one head, all in one allocation that a thread keeps for its range.
struct AttentionRoom {
  explicit AttentionRoom(const AttentionShape &shape)
      : lanes(shape.lanes()),
        depth((shape.depth + lane_count - 1) / lane_count * lane_count),
        rows(shape.tokens * depth),
        square(shape.tokens * lanes),
        memory(8 * rows + 2 * depth * lanes + 2 * square + lane_count) {
    auto address = reinterpret_cast<uintptr_t>(memory.data());
    float *next = memory.data() + (-address & 63) / sizeof(float);
    for (float **place : {&query, &key, &value, &upper, &result, &dquery, &dkey, &dvalue}) {
      *place = next;
      next += rows;
    }
    for (float **place : {&query_columns, &upper_columns}) {
      *place = next;
      next += depth * lanes;
    }
    for (float **place : {&scores, &slopes}) {
      *place = next;
      next += square;
    }
  }

  int64_t lanes, depth, rows, square;
  std::vector<float> memory;
  float *query, *key, *value, *upper, *result, *dquery, *dkey, *dvalue;  // [tokens, depth]
  float *query_columns, *upper_columns;                                  // [depth, lanes]
  float *scores, *slopes;                                                // [tokens, lanes]
};

/// Fills query (scaled), key, value and the scores; returns what the softmax adds to them.
template <typename Element>
inline Added scores_of(const AttentionShape &shape, const AttentionArrays<Element> &arrays, int64_t window,
                       int64_t head, AttentionRoom &room) {
  const int64_t channels = shape.heads * shape.depth, step = 3 * channels, place = head * shape.depth;
  const Element *from = arrays.qkv + window * shape.tokens * step + place;
  const float *bias = arrays.qkv_bias ? arrays.qkv_bias + place : nullptr;
  const float scale = 1.f / std::sqrt(static_cast<float>(shape.depth));
  float *rooms[3] = {room.query, room.key, room.value};
  for (int part = 0; part < 3; ++part) {
    gather(from + part * channels, step, bias ? bias + part * channels : nullptr, part == 0 ? scale : 1.f, shape.tokens,
           shape.depth, rooms[part], room.depth);
  }
  transpose(room.query, shape.tokens, room.depth, room.query_columns, room.lanes);
  product(room.key, room.depth, 1, room.query_columns, shape.depth, room.scores, shape.tokens, room.lanes);
  const int64_t masked = shape.mask_windows ? window % shape.mask_windows : 0;
  const bool use_mask = shape.mask_windows && !arrays.mask_is_zero[masked];
  return {arrays.bias + head * room.square, use_mask ? arrays.mask + masked * room.square : nullptr};
}

/// Heads `begin..<end` of all windows' heads, window by window.
template <typename Element>
void attention_forward_range(const AttentionShape &shape, const AttentionArrays<Element> &arrays, Element *output,
                             float *normalizer, int64_t begin, int64_t end) {
  AttentionRoom room(shape);
  const int64_t channels = shape.heads * shape.depth;
  for (int64_t i = begin; i < end; ++i) {
    const int64_t window = i / shape.heads, head = i % shape.heads;
    const Added added = scores_of(shape, arrays, window, head, room);
    softmax(room.scores, added, shape.tokens, room.lanes, normalizer + i * room.lanes);
    product(room.scores, 1, room.lanes, room.value, shape.tokens, room.result, shape.tokens, room.depth);
    scatter(room.result, room.depth, 1.f, shape.tokens, shape.depth,
            output + window * shape.tokens * channels + head * shape.depth, channels, static_cast<float *>(nullptr));
  }
}

/// One window's one head. `qkv_bias_sum` [3, heads, depth] or null.
template <typename Element>
inline void attention_backward_head(const AttentionShape &shape, const AttentionArrays<Element> &arrays,
                                    const float *normalizer, const Element *doutput, Element *dqkv, float *bias_sum,
                                    float *qkv_bias_sum, int64_t window, int64_t head, AttentionRoom &room) {
  const int64_t tokens = shape.tokens, channels = shape.heads * shape.depth, place = head * shape.depth;
  const Added added = scores_of(shape, arrays, window, head, room);
  softmax_again(room.scores, added, tokens, room.lanes, normalizer + (window * shape.heads + head) * room.lanes);
  gather(doutput + window * tokens * channels + place, channels, static_cast<const float *>(nullptr), 1.f, tokens,
         shape.depth, room.upper, room.depth);
  transpose(room.upper, tokens, room.depth, room.upper_columns, room.lanes);
  product(room.value, room.depth, 1, room.upper_columns, shape.depth, room.slopes, tokens, room.lanes);
  product(room.scores, room.lanes, 1, room.upper, tokens, room.dvalue, tokens, room.depth);
  softmax_slope(room.scores, room.slopes, tokens, room.lanes, bias_sum);
  product(room.slopes, room.lanes, 1, room.query, tokens, room.dkey, tokens, room.depth);
  product(room.slopes, 1, room.lanes, room.key, tokens, room.dquery, tokens, room.depth);

  const float scale = 1.f / std::sqrt(static_cast<float>(shape.depth));
  Element *into = dqkv + window * tokens * 3 * channels + place;
  const float *found[3] = {room.dquery, room.dkey, room.dvalue};
  for (int part = 0; part < 3; ++part) {
    scatter(found[part], room.depth, part == 0 ? scale : 1.f, tokens, shape.depth, into + part * channels, 3 * channels,
            qkv_bias_sum ? qkv_bias_sum + part * channels + place : nullptr);
  }
}

/// Pairs `begin..<end` of (group of windows, head).
template <typename Element>
void attention_backward_range(const AttentionShape &shape, const AttentionArrays<Element> &arrays,
                              const float *normalizer, const Element *doutput, Element *dqkv, float *bias_partial,
                              float *qkv_bias_partial, int64_t begin, int64_t end) {
  AttentionRoom room(shape);
  const int64_t groups = shape.groups(), channels = shape.heads * shape.depth;
  for (int64_t i = begin; i < end; ++i) {
    const int64_t group = i / shape.heads, head = i % shape.heads;
    float *bias_sum = bias_partial + i * room.square;
    std::memset(bias_sum, 0, room.square * sizeof(float));
    float *qkv_bias_sum = qkv_bias_partial ? qkv_bias_partial + group * 3 * channels : nullptr;
    for (int part = 0; qkv_bias_sum && part < 3; ++part) {
      std::memset(qkv_bias_sum + part * channels + head * shape.depth, 0, shape.depth * sizeof(float));
    }
    const int64_t last = (group + 1) * shape.windows / groups;
    for (int64_t window = group * shape.windows / groups; window < last; ++window) {
      attention_backward_head(shape, arrays, normalizer, doutput, dqkv, bias_sum, qkv_bias_sum, window, head, room);
    }
  }
}
