using System.Net.Sockets;
using Compliance.Harness;

namespace Compliance.Functional.Login;

/// <summary>A realm of Kerberos with a key distribution centre of its own (MIT's, of Debian's krb5-kdc and krb5-admin-server), and key tables of whom it knows.</summary>
internal sealed class KerberosRealm : IAsyncDisposable
{
    public const string Name = "TEST.EXAMPLE";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new("realm");
    private readonly int _port = FreePort.Next();
    private readonly Dictionary<string, string?> _environment;
    private GuardedProcess _centre = null!;

    private KerberosRealm() => _environment = new()
    {
        ["KRB5_CONFIG"] = _folder.Combine("krb5.conf"),
        ["KRB5_KDC_PROFILE"] = _folder.Combine("kdc.conf"),
    };

    /// <summary>What a Java program is told, to know the realm.</summary>
    public string JavaOptions => $"-Djava.security.krb5.conf={_folder.Combine("krb5.conf")}";

    /// <param name="principals">Whom it knows.</param>
    public static async Task<KerberosRealm> StartAsync(params string[] principals)
    {
        var (centre, database, admin) = (Find("krb5kdc"), Find("kdb5_util"), Find("kadmin.local"));
        if (centre is null || database is null || admin is null)
            MissingPart.Report("A key distribution centre of Kerberos", "Install it (Debian: krb5-kdc and krb5-admin-server).");
        var realm = new KerberosRealm();
        realm._folder.Write("krb5.conf", $$"""
            [libdefaults]
              default_realm = {{Name}}
              dns_lookup_kdc = false
              dns_lookup_realm = false
              rdns = false
              udp_preference_limit = 1
            [realms]
              {{Name}} = {
                kdc = 127.0.0.1:{{realm._port}}
              }
            """);
        realm._folder.Write("kdc.conf", $$"""
            [realms]
              {{Name}} = {
                database_name = {{realm._folder.Combine("principals")}}
                key_stash_file = {{realm._folder.Combine("stash")}}
                acl_file = {{realm._folder.Combine("acl")}}
                kdc_listen = 127.0.0.1:{{realm._port}}
                kdc_tcp_listen = 127.0.0.1:{{realm._port}}
              }
            """);
        await realm.RunAsync(database, "create", "-s", "-r", Name, "-P", "of-this-test");
        foreach (var principal in principals)
        {
            await realm.RunAsync(admin, "-r", Name, "-q", $"addprinc -randkey {principal}");
            await realm.RunAsync(admin, "-r", Name, "-q", $"ktadd -k {realm.TableOf(principal)} {principal}");
        }

        realm._centre = GuardedProcess.Start(realm._folder.Path, centre, ["-n", "-r", Name, "-P", realm._folder.Combine("pid")], realm._environment);
        await Eventually.TrueAsync(realm.AnswersAsync, Patience, "the key distribution centre");
        return realm;
    }

    /// <summary>As a line of <c>sasl.jaas.config</c>: who has the key of that principal.</summary>
    public string LoginOf(string principal) =>
        $"com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true keyTab=\"{TableOf(principal)}\" principal=\"{principal}@{Name}\";";

    public async ValueTask DisposeAsync()
    {
        await _centre.DisposeAsync();
        _folder.Dispose();
    }

    private string TableOf(string principal) => _folder.Combine(principal.Replace('/', '-') + ".keytab");

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task RunAsync(string program, params string[] arguments) =>
        (await ChildProcess.RunAsync(program, arguments, environment: _environment, patience: Patience)).Checked();

    private static string? Find(string program) => Array.Find([$"/usr/sbin/{program}", $"/usr/local/sbin/{program}"], File.Exists);
}
