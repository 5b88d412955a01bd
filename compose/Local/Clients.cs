using Confluent.Kafka;

namespace Compliance.Local;

/// <summary>Settings of plain Kafka clients: an address and, where they log in, a name. Nothing in them knows of a proxy.</summary>
internal static class Clients
{
    public static ClientConfig Settings(string bootstrap, string clientId, Login? login)
    {
        var settings = new ClientConfig { BootstrapServers = bootstrap, ClientId = clientId, ReconnectBackoffMaxMs = 1000 };
        if (login is not null)
        {
            settings.SecurityProtocol = SecurityProtocol.SaslPlaintext;
            settings.SaslMechanism = SaslMechanism.Plain;
            settings.SaslUsername = login.User;
            settings.SaslPassword = login.Password;
        }
        return settings;
    }
}
