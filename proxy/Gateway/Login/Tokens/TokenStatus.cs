using System.Text;

namespace Compliance.Gateway.Login.Tokens;

/// <summary>What a client is told of a token that does not do (RFC 7628, section 3.2.2).</summary>
internal sealed record TokenStatus(string Name, string? Scope = null)
{
    public static readonly TokenStatus Invalid = new("invalid_token");

    /// <param name="scope">What was asked for: scopes as settings name them, letters of RFC 6749 alone.</param>
    public static TokenStatus TooNarrow(string scope) => new("insufficient_scope", scope);

    /// <summary>As a broker writes it.</summary>
    public byte[] ToJson() => Encoding.ASCII.GetBytes(Scope is null ? $"{{\"status\":\"{Name}\"}}" : $"{{\"status\":\"{Name}\", \"scope\":\"{Scope}\"}}");
}
