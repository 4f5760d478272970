namespace Singular.Verifier.SecondOpinion;

/// <summary>The other verifier gave no opinion; the message is a sentence for the user.</summary>
public sealed class SecondOpinionException(string message) : Exception(message);
