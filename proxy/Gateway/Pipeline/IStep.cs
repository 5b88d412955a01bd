namespace Compliance.Gateway.Pipeline;

/// <summary>
/// One step of the chain. An instance belongs to one session. OnRequest runs on its RequestLoop, OnResponse on its ResponseLoop,
/// so both may run at the same moment, for different exchanges: what they share is locked or immutable.
/// </summary>
internal interface IStep
{
    /// <summary>Whether the step looks into this API at all. Asked once for each API and version of a route.</summary>
    Interest InterestIn(short apiKey, short version);

    Verdict OnRequest(Exchange exchange);

    Verdict OnResponse(Exchange exchange);

    /// <summary>The request as edited has been written down: what the step held for it is not looked at again.</summary>
    void ReleaseRequest()
    {
    }

    /// <summary>As <see cref="ReleaseRequest"/>, of the answer.</summary>
    void ReleaseResponse()
    {
    }
}
