using System.Text;
using Compliance.Local.Parts;

namespace Compliance.Local.Checks;

/// <summary>Nothing that the till sent, and no password, stands in the evidence or in the log. (The journal holds the events as they are, uncompressed.)</summary>
internal static class SecretCheck
{
    public static Outcome Of(DataFolder data, PaymentLedger ledger, Logins logins)
    {
        var files = Directory.GetFiles(data.In("journal"), "*.journal").Append(data.Log).ToList();
        byte[][] secrets =
        [
            .. ledger.Payments.SelectMany(payment => new[] { payment.CardNumber, payment.Email, payment.Person }).Concat(logins.Passwords)
                .Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes),
        ];
        var found = 0;
        foreach (var file in files)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            stream.CopyTo(content);
            // The journal's room is prepared ahead, with zeroes.
            var written = content.GetBuffer().AsSpan(0, (int)content.Length).TrimEnd((byte)0);
            foreach (var secret in secrets)
                found += written.IndexOf(secret) >= 0 ? 1 : 0;
        }
        return new Outcome(found == 0 && secrets.Length > 0, "No payment and no password is in journal or log", $"{secrets.Length} values looked for in {files.Count} files, {found} found");
    }
}
