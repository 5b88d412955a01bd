namespace Compliance.Gateway.Login.Passing;

/// <summary>What a broker answers while a client logs in at it: <c>(int32 size, bytes)*</c>, one for each that was asked.</summary>
internal interface IBrokerAnswers
{
    /// <summary>The next one, its length included; null: the broker has closed. Throws <see cref="Session.FaultException"/> where it is none.</summary>
    ValueTask<byte[]?> NextAsync(CancellationToken cancel);
}
