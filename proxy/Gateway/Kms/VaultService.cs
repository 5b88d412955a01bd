using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.Gateway.Tls;

namespace Compliance.Gateway.Kms;

/// <summary>
/// HashiCorp Vault's transit engine, over its HTTP API: it opens what a key of its own has wrapped, and wraps new keys that nobody else has seen. A key of it is named by where the engine is mounted and what it is called there:
/// <c>transit/pan</c>. Follows no redirect; answers are bounded, and cleared. Waits for answers: start, reload and command line only.
/// </summary>
internal sealed class VaultService : IDisposable
{
    private const int MaxAnswerBytes = 64 << 10;
    private readonly KmsPlan _plan;
    private readonly HttpClient _http;

    public VaultService(KmsPlan plan, TimeSpan timeout)
    {
        _plan = plan;
        var handler = new SocketsHttpHandler { ConnectTimeout = timeout, AllowAutoRedirect = false, UseCookies = false, SslOptions = OwnRoots.Trusting(plan.CaPem) };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(plan.Vault.AbsoluteUri.TrimEnd('/') + "/v1/"),
            Timeout = timeout,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        // A refusal of the platform's would quote the token.
        _http.DefaultRequestHeaders.TryAddWithoutValidation("X-Vault-Token", plan.Token);
        _http.DefaultRequestHeaders.Add("X-Vault-Request", "true");
        if (plan.Namespace is { } space)
            _http.DefaultRequestHeaders.TryAddWithoutValidation("X-Vault-Namespace", space);
    }

    /// <summary>The key that was wrapped, which is the caller's to clear.</summary>
    /// <param name="by">The service's key.</param>
    /// <param name="wrapped">As <see cref="Make"/> gave it.</param>
    /// <exception cref="KmsException">It can't be had.</exception>
    public byte[] Unwrap(string by, string wrapped) =>
        Ask(by, "decrypt", new JsonObject { ["ciphertext"] = wrapped }, "plaintext", static (ref Utf8JsonReader reader) => reader.GetBytesFromBase64());

    /// <summary>A new random key of 32 bytes, wrapped; the key itself does not leave the service.</summary>
    /// <exception cref="KmsException">There is none.</exception>
    public string Make(string by) =>
        Ask(by, "datakey/wrapped", new JsonObject { ["bits"] = 256 }, "ciphertext", static (ref Utf8JsonReader reader) => reader.GetString()!);

    public void Dispose() => _http.Dispose();

    private delegate T Take<T>(ref Utf8JsonReader reader);

    private T Ask<T>(string by, string what, JsonObject question, string member, Take<T> take)
    {
        var slash = by.LastIndexOf('/');
        if (slash <= 0)
            throw new KmsException($"has keys by mount and name, such as transit/{by}; correct 'kek'");
        var path = $"{by[..slash]}/{what}/{by[(slash + 1)..]}";
        var answer = new byte[MaxAnswerBytes];
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
            request.Content = new StringContent(question.ToJsonString(), new MediaTypeHeaderValue("application/json"));
            using var response = _http.Send(request);
            if (!response.IsSuccessStatusCode)
                throw new KmsException(Why(response.StatusCode, path, by));
            using var content = response.Content.ReadAsStream();
            var length = content.ReadAtLeast(answer, answer.Length, throwOnEndOfStream: false);
            return Read(answer.AsSpan(0, length), member, take);
        }
        catch (HttpRequestException e)
        {
            throw new KmsException(Why(e));
        }
        catch (OperationCanceledException)
        {
            throw new KmsException($"does not answer at {_plan} in time (limits.kmsTimeout); see that it runs, and that it can be reached from here");
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

    private string Why(HttpStatusCode status, string path, string by) => status switch
    {
        HttpStatusCode.Forbidden => $"refuses the token of the proxy at {_plan} (403): it has ended, or no policy of it has 'update' on {path}",
        HttpStatusCode.BadRequest => $"does not open it (400): there is no key {by} any more, or not that version of it, or another one has wrapped it",
        HttpStatusCode.NotFound => $"has nothing at {path} (404): no transit engine is mounted there; correct 'kek', or its address or namespace",
        HttpStatusCode.ServiceUnavailable => $"is sealed, or not ready, at {_plan} (503); unseal it",
        _ => $"answers {(int)status} at {_plan}; look at its log",
    };

    private string Why(HttpRequestException fault) => fault.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError => $"has no TLS at {_plan.Vault.Authority} that can be trusted: name the authority that vouches for it by 'ca', and it by a name in its certificate",
        HttpRequestError.NameResolutionError => $"has a name that nobody knows, {_plan.Vault.Host}; correct its address, or have it resolved",
        HttpRequestError.ConnectionError => $"does not take connections at {_plan.Vault.Authority}; see that it runs, and that it can be reached from here",
        _ => $"does not speak as expected at {_plan.Vault.Authority} ({fault.HttpRequestError}); correct its address",
    };
}
