// Fused updates.

extension Operator {
  static let fusedAdamW = Operator(
    """
    aten::_fused_adamw_(Tensor(a!)[] self, Tensor(b!)[] grads, Tensor(c!)[] exp_avgs, Tensor(d!)[] exp_avg_sqs, \
    Tensor(e!)[] max_exp_avg_sqs, Tensor[] state_steps, *, float lr, float beta1, float beta2, float \
    weight_decay, float eps, bool amsgrad, bool maximize, Tensor? grad_scale=None, Tensor? found_inf=None) -> ()
    """)
}

/// One AdamW update of all tensors of a parameter group, in place and in one pass.
///
/// Decoupled weight decay (Loshchilov and Hutter 2019): `p -= rate * decay * p`, then Adam's step with bias correction.
/// - Parameter steps: one scalar float32 a parameter: updates so far, this one included.
/// - Throws: `TorchError` if the lists do not match.
public func fusedAdamW(
  parameters: [Tensor], gradients: [Tensor], firstMoments: [Tensor], secondMoments: [Tensor], steps: [Tensor],
  learningRate: Double, betas: (Double, Double), weightDecay: Double, epsilon: Double
) throws {
  _ = try Operator.fusedAdamW(
    .tensors(parameters), .tensors(gradients), .tensors(firstMoments), .tensors(secondMoments), .tensors([]),
    .tensors(steps), .double(learningRate), .double(betas.0), .double(betas.1), .double(weightDecay), .double(epsilon),
    false, false)
}
