using Compliance.Gateway.Session;

namespace Compliance.Gateway.Login;

/// <summary>Where a client proves who it is: here, or at a broker. Each answers what it takes, and moves the <see cref="LoginState"/> on.</summary>
internal interface IProof
{
    /// <summary>The login ends at the proxy, whatever the brokers have of it.</summary>
    bool EndsHere { get; }

    /// <summary>A mechanism is asked for. Null: the login goes on.</summary>
    ValueTask<Fault?> ChooseAsync(EarlyRequest ask);

    /// <summary>A message of the mechanism; <paramref name="ask"/> null: it came bare, and so is its answer. Null: the login goes on, or is done.</summary>
    ValueTask<Fault?> ProveAsync(ReadOnlyMemory<byte> token, EarlyRequest? ask);
}
