using System.Net;
using Compliance.Settings;

namespace Compliance.AuditSink.Settings;

/// <summary>Reads <c>admin</c>.</summary>
internal static class AdminSection
{
    public const int UsualPort = 19191;

    public static AdminSettings? Read(SettingsSection? section)
    {
        if (section is null)
            return null;
        var text = section.Text("address") ?? "127.0.0.1";
        if (!IPAddress.TryParse(text, out var address))
            section.Report("address", "must be an address of this machine such as 127.0.0.1; 0.0.0.0 means all.");
        var port = (int)section.Number("port", 1, 65_535, UsualPort);
        section.Done();
        return new AdminSettings(address ?? IPAddress.Loopback, port);
    }
}
