namespace Compliance.Gateway.Tls;

/// <summary>Which name of a client's certificate becomes its principal.</summary>
internal enum NameSource : byte
{
    Subject,
    AlternativeName,
}
