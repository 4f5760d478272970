namespace Singular.Manifests;

/// <summary>A time-stamp authority: answers RFC 3161 requests.</summary>
public interface ITimeStampAuthority
{
    /// <summary>Its address, for messages.</summary>
    string Name { get; }

    /// <param name="request">A TimeStampReq in DER.</param>
    /// <returns>A TimeStampResp.</returns>
    /// <exception cref="RefusedException"><c>TimeStampUnavailable</c>.</exception>
    byte[] Ask(byte[] request);
}
