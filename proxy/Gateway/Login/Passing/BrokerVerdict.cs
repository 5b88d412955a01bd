namespace Compliance.Gateway.Login.Passing;

/// <summary>What a broker's answer says of a login. <paramref name="Life"/>: for how long the proof does; null: as long as the connection.</summary>
internal readonly record struct BrokerVerdict(short Error, SaslOutcome Outcome, TimeSpan? Life);
