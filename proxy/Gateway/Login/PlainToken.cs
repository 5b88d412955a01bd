using System.Text;
using System.Text.Unicode;

namespace Compliance.Gateway.Login;

/// <summary>
/// What a client proves itself with under SASL/PLAIN (RFC 4616). Lives for one authentication; its text form hides the password.
/// Grammar: [authzid] NUL authcid NUL passwd, all UTF-8; exactly three parts, authzid empty or equal to authcid.
/// </summary>
internal readonly record struct PlainToken(string User, ReadOnlyMemory<byte> Password)
{
    /// <summary>Null, and why, where the bytes are no token that names a user.</summary>
    public static PlainToken? Parse(ReadOnlyMemory<byte> token, out string problem) => Parse(token, UserName.Fits, out problem);

    /// <param name="token">As the client has sent it.</param>
    /// <param name="fits">Which names users have where it is checked.</param>
    /// <param name="problem">Why there is none.</param>
    public static PlainToken? Parse(ReadOnlyMemory<byte> token, Func<string, bool> fits, out string problem)
    {
        var bytes = token.Span;
        var first = bytes.IndexOf((byte)0);
        var second = first < 0 ? -1 : bytes[(first + 1)..].IndexOf((byte)0) + first + 1;
        problem = "The PLAIN token does not have three parts.";
        if (first < 0 || second <= first || bytes[(second + 1)..].Contains((byte)0))
            return null;
        var authzid = bytes[..first];
        var authcid = bytes[(first + 1)..second];
        problem = "The PLAIN token asks to act as another user.";
        if (!authzid.IsEmpty && !authzid.SequenceEqual(authcid))
            return null;
        problem = "The PLAIN token's user is no valid name.";
        if (!Utf8.IsValid(authcid))
            return null;
        var user = Encoding.UTF8.GetString(authcid);
        return fits(user) ? new PlainToken(user, token[(second + 1)..]) : null;
    }

    public override string ToString() => $"PLAIN token of {User}";
}
