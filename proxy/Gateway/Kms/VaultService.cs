using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.Gateway.Tls;

namespace Compliance.Gateway.Kms;

/// <summary>
/// HashiCorp Vault's transit engine, over its HTTP API: it opens what a key of its own has wrapped, and wraps new keys that nobody else has seen. A
/// key of it is named by where the engine is mounted and what it is called there: <c>transit/pan</c>. Follows no redirect; answers are bounded in size
/// and time, and cleared. Owner: whoever asks; one question at a time. Waits for answers: start, reload and command line only.
/// </summary>
internal sealed class VaultService : IDisposable
{
    private const int MaxAnswerBytes = 64 << 10;
    private readonly KmsPlan _plan;
    private readonly TimeSpan _timeout;
    private readonly HttpClient _http;

    public VaultService(KmsPlan plan, TimeSpan timeout)
    {
        (_plan, _timeout) = (plan, timeout);
        var handler = new SocketsHttpHandler { ConnectTimeout = timeout, ResponseDrainTimeout = TimeSpan.Zero, AllowAutoRedirect = false, UseCookies = false, SslOptions = OwnRoots.Trusting(plan.CaPem) };
        _http = new HttpClient(handler) { BaseAddress = new Uri(plan.Vault.AbsoluteUri.TrimEnd('/') + "/v1/"), Timeout = timeout };
        // A refusal of the platform's would quote the token.
        _http.DefaultRequestHeaders.TryAddWithoutValidation("X-Vault-Token", plan.Token);
        _http.DefaultRequestHeaders.Add("X-Vault-Request", "true");
        if (plan.Namespace is { } space)
            _http.DefaultRequestHeaders.TryAddWithoutValidation("X-Vault-Namespace", space);
    }

    /// <summary>The key that was wrapped, which is the caller's to clear.</summary>
    /// <param name="by">The service's key, which the policy's or command line's check has passed.</param>
    /// <param name="wrapped">As <see cref="Make"/> gave it.</param>
    /// <exception cref="KmsException">It can't be had.</exception>
    public byte[] Unwrap(string by, string wrapped) =>
        Ask(by, "decrypt", new JsonObject { ["ciphertext"] = wrapped }, "plaintext", static (ref Utf8JsonReader reader) => reader.GetBytesFromBase64());

    /// <summary>A new random key of 32 bytes, wrapped; the key itself does not leave the service.</summary>
    /// <exception cref="KmsException">There is none.</exception>
    public string Make(string by) =>
        Ask(by, "datakey/wrapped", new JsonObject { ["bits"] = 256 }, "ciphertext", static (ref Utf8JsonReader reader) => reader.GetString()!);

    /// <summary>The same key, wrapped by the newest version of the service's; the key itself does not leave the service.</summary>
    /// <exception cref="KmsException">It can't be had.</exception>
    public string Rewrap(string by, string wrapped) =>
        Ask(by, "rewrap", new JsonObject { ["ciphertext"] = wrapped }, "ciphertext", static (ref Utf8JsonReader reader) => reader.GetString()!);

    public void Dispose() => _http.Dispose();

    private delegate T Take<T>(ref Utf8JsonReader reader);

    private T Ask<T>(string by, string what, JsonObject question, string member, Take<T> take)
    {
        var slash = by.LastIndexOf('/');
        var path = $"{by[..slash]}/{what}/{by[(slash + 1)..]}";
        // Not moved, so that no second copy of a key stays behind.
        var answer = GC.AllocateUninitializedArray<byte>(MaxAnswerBytes, pinned: true);
        using var deadline = new CancellationTokenSource(_timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
            request.Content = new StringContent(question.ToJsonString(), new MediaTypeHeaderValue("application/json"));
            using var response = _http.Send(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (!response.IsSuccessStatusCode)
                throw VaultRefusal.Of(_plan, response.StatusCode, path, by);
            using var content = response.Content.ReadAsStream(deadline.Token);
            // Nothing else ends a read that waits.
            using var ending = deadline.Token.Register(response.Dispose);
            var length = content.ReadAtLeast(answer, answer.Length, throwOnEndOfStream: false);
            return Read(answer.AsSpan(0, length), member, take);
        }
        catch (Exception e) when (e is OperationCanceledException || (deadline.IsCancellationRequested && e is IOException or ObjectDisposedException))
        {
            throw VaultRefusal.OfTime(_plan);
        }
        catch (HttpRequestException e)
        {
            throw VaultRefusal.Of(_plan, e);
        }
        catch (IOException)
        {
            throw VaultRefusal.OfEnd(_plan);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(answer);
        }
    }

    /// <summary>Grammar: {"data": {member: text, …}, …}.</summary>
    private static T Read<T>(ReadOnlySpan<byte> answer, string member, Take<T> take)
    {
        try
        {
            var reader = new Utf8JsonReader(answer);
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 2 } && reader.ValueTextEquals(member) && reader.Read())
                    return take(ref reader);
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // Its words may hold a part of the answer.
        }

        throw new KmsException($"gives an answer without '{member}', which is none of Vault's transit engine; correct its address, or the mount in 'kek'");
    }
}
