namespace Singular.Verifier.Images;

/// <summary>What was learned of a well-formed signature.</summary>
/// <param name="Traits">Constructs that only trusted code may use.</param>
/// <param name="TypeVariables">One more than the highest type variable (!n), 0 where there is none.</param>
/// <param name="MethodVariables">One more than the highest method variable (!!n).</param>
/// <param name="CallingConvention">The first byte, 0 for a type specification.</param>
/// <param name="GenericParameters">Number of generic parameters of a method signature, or of arguments of a method specification.</param>
/// <param name="Parameters">Number of parameters or locals.</param>
internal readonly record struct SignatureFacts(
    SignatureTraits Traits, int TypeVariables, int MethodVariables, byte CallingConvention, int GenericParameters, int Parameters);
