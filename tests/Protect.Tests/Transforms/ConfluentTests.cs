using System.Security.Cryptography;
using System.Text;
using Compliance.Protect.Ciphers;
using Compliance.Protect.Keys;
using Compliance.Protect.Tests.Formats.Avro;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests.Transforms;

/// <summary>
/// What Confluent's clients encrypt is read here. The keys and messages are those of the tests that all their libraries share (*F1Preserialized in
/// LocalFieldEncryptionExecutorTest of schema-registry, SerializeDeserialize of confluent-kafka-dotnet, avro_test of confluent-kafka-go and others):
/// wrapped by a key out of the secret "mysecret", the messages of one field f1, "hello world".
/// </summary>
public sealed class ConfluentTests : IDisposable
{
    private const string GcmDek = "07V2ndh02DA73p+dTybwZFm7DKQSZN1tEwQh+FoX1DZLk4Yj2LLu4omYjp/84tAg3BYlkfGSz+zZacJHIE4=";
    private const string GcmField = "zgy/jFNMV/eFilaHrMyeBgdaVzrR0udGeotW8cA/Jal7ukr+M/yz";
    private const string SivDek = "YSx3DTlAHrmpoDChquJMifmPntBzxgRVdMzgYL82rgWBKn7aUSnG+WIu9ozBNS3y2vXd++mBtK07w4/W/G6w0da39X9hfOVZsGnkSvry/QRht84V8yz3dqKxGMOK5A==";
    private const string SivField = "D6YtxrlBnkTWW9N6Vbk3IInjWH81xmYh3k4d";
    private const string RotatedDek = "W/v6hOQYq1idVAcs1pPWz9UUONMVZW4IrglTnG88TsWjeCjxmtRQ4VaNe/I5dCfm2zyY9Cu0nqdvqImtUk4=";
    private const string RotatedField = "AAAAAAG4HI6b1nXPXqLyG8cII35NHQseqqUCd+IeLeFVAeNpSS3fxPnJ32A=";
    private const string Gcm = "{encrypt: {key: g, form: confluent}}";
    private const string Siv = "{token: {with: siv, key: s, bind: nothing}}";

    private readonly List<string> _variables = [];

    public void Dispose() => _variables.ForEach(name => Environment.SetEnvironmentVariable(name, null));

    [Theory]
    [InlineData(GcmDek, Gcm, KeyUse.Gcm, GcmField)]
    [InlineData(RotatedDek, "{encrypt: {key: g, form: confluent, version: 1}}", KeyUse.Gcm, RotatedField)]
    [InlineData(SivDek, Siv, KeyUse.Siv, SivField)]
    public void What_their_libraries_have_encrypted_is_revealed(string dek, string treatment, KeyUse use, string field)
    {
        using var policy = new TokenPolicy(treatment, keys: Ring(use, Unwrap(dek)));

        Assert.Equal("""{"a":"hello world"}""", policy.Read($$"""{"a":"{{field}}"}""", "friend"));
        Assert.Equal("""{"a":"*******orld"}""", policy.Read($$"""{"a":"{{field}}"}""", "analyst"));
    }

    [Fact]
    public void What_is_equal_each_time_is_what_they_write()
    {
        using var policy = new TokenPolicy(Siv, keys: Ring(KeyUse.Siv, Unwrap(SivDek)));

        Assert.Equal($$"""{"a":"{{SivField}}"}""", policy.Store("""{"a":"hello world"}"""));
    }

    // A client knows nothing of policies: key, nonce, ciphertext and tag, as the platform's AES-GCM opens them.
    [Theory]
    [InlineData(Gcm, 0)]
    [InlineData("{encrypt: {key: g, form: confluent, version: 7}}", 5)]
    public void What_is_encrypted_here_a_client_opens_with_the_key_alone(string treatment, int prefix)
    {
        var dek = Unwrap(GcmDek);
        using var policy = new TokenPolicy(treatment, keys: Ring(KeyUse.Gcm, dek));
        var made = Convert.FromBase64String(policy.Store("""{"a":"hello world"}""")[6..^2]);
        var text = new byte[11];

        using var client = new AesGcm(dek.AsSpan(2), GcmKey.TagBytes);
        client.Decrypt(made.AsSpan(prefix, 12), made.AsSpan((prefix + 12)..^16), made.AsSpan(^16..), text);

        Assert.Equal("hello world"u8, text);
        Assert.Equal(prefix == 0 ? [] : new byte[] { 0, 0, 0, 0, 7 }, made[..prefix]);
        Assert.Equal(prefix + 12 + 11 + 16, made.Length);
    }

    [Theory]
    [InlineData(Gcm, KeyUse.Gcm, GcmDek, 11 + 28)]
    [InlineData(Siv, KeyUse.Siv, SivDek, 11 + 16)]
    public void In_bytes_it_stands_as_it_is_and_in_a_text_as_base64(string treatment, KeyUse use, string dek, int length)
    {
        using var keys = Ring(use, Unwrap(dek));
        var schema = Avros.Schema(Avros.Record("\"text\":\"string\",\"blob\":\"bytes\""));

        var (value, fault) = Avros.Protect(schema, Plans.In("avro", ("text", treatment), ("blob", treatment)), Avros.Write(schema, """{"text":"hello world","blob":"hello world"}"""), keys: keys);

        Assert.Null(fault);
        var text = (length + 2) / 3 * 4;
        Assert.Equal((byte)(2 * text), value[0]);
        Assert.Equal(length, Convert.FromBase64String(Encoding.ASCII.GetString(value.AsSpan(1, text))).Length);
        Assert.Equal((byte)(2 * length), value[1 + text]);
        Assert.Equal(2 + text + length, value.Length);
    }

    [Fact]
    public void A_version_says_which_of_the_earlier_keys_made_it()
    {
        byte[] one = Unwrap(GcmDek), two = Unwrap(RotatedDek);
        using var before = new TokenPolicy("{encrypt: {key: g, form: confluent, version: 4}}", keys: Ring(KeyUse.Gcm, one));
        using var after = new TokenPolicy("{encrypt: {key: g, form: confluent, version: 5}}", keys: Ring(KeyUse.Gcm, two, one));
        using var unnumbered = new TokenPolicy(Gcm, keys: Ring(KeyUse.Gcm, two, one));
        var stored = before.Store("""{"a":"x"}""");

        Assert.Equal("""{"a":"x"}""", after.Read(stored, "friend"));
        Assert.Equal("""{"a":"x"}""", after.Read(after.Store("""{"a":"x"}"""), "friend"));
        // Another number is another key's, and without numbers each is tried.
        Assert.Equal(stored, unnumbered.Read(stored, "friend"));
        Assert.Equal("""{"a":"hello world"}""", unnumbered.Read($$"""{"a":"{{GcmField}}"}""", "friend"));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("true")]
    public void What_is_no_text_is_refused_for_no_client_would_read_it(string value)
    {
        using var policy = new TokenPolicy(Gcm);

        Assert.Equal("TypeMismatch at $.a", policy.Store($$"""{"a":{{value}}}"""));
    }

    [Theory]
    [InlineData("clear")]
    [InlineData("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU2Nzg5")]
    public void What_does_not_open_is_as_it_was_stored(string text)
    {
        using var policy = new TokenPolicy(Gcm);

        Assert.Equal($$"""{"a":"{{text}}"}""", policy.Read($$"""{"a":"{{text}}"}""", "friend"));
    }

    /// <summary>As their local key management does it: AES-128-GCM under HKDF of the secret.</summary>
    private static byte[] Unwrap(string wrapped)
    {
        var bytes = Convert.FromBase64String(wrapped);
        using var kek = new GcmKey(HKDF.DeriveKey(HashAlgorithmName.SHA256, "mysecret"u8.ToArray(), 16));
        var dek = new byte[bytes.Length - GcmKey.Overhead];
        Assert.True(kek.TryOpen([], bytes, dek));
        return dek;
    }

    private KeyRing Ring(KeyUse use, params byte[][] keys)
    {
        List<KeySource> sources = [.. keys.Select(key => new KeySource(false, $"PROTECT_TESTS_{Guid.NewGuid():N}"))];
        foreach (var (source, key) in sources.Zip(keys))
            Environment.SetEnvironmentVariable(source.Location, Convert.ToBase64String(key));
        _variables.AddRange(sources.Select(source => source.Location));
        var problems = new List<Rules.Problem>();
        var ring = KeyRing.Load([new KeyReference(use == KeyUse.Gcm ? "g" : "s", sources[0], default, use) { Earlier = [.. sources[1..]] }], problems);
        Assert.Empty(problems);
        return ring;
    }
}
