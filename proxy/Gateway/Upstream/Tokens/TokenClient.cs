using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tls;

namespace Compliance.Gateway.Upstream.Tokens;

/// <summary>
/// Asks a provider for a token by client credentials (RFC 6749, section 4.4), with id and secret in the Authorization header (section 2.3.1).
/// Follows no redirect; answers are bounded in size and time. Thread-safe.
/// </summary>
internal sealed class TokenClient : IDisposable
{
    private const int MaxAnswerBytes = 1 << 20;

    /// <summary>What a provider may say of a refusal (RFC 6749, section 5.2); whatever else it says is not repeated.</summary>
    private static readonly string[] Refusals = ["invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"];
    private readonly TokenPlan _plan;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly KeyValuePair<string, string>[] _form;

    public TokenClient(LoginPlan login, TokenPlan plan, TimeProvider time)
    {
        (_plan, _time) = (plan, time);
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = plan.Timeout,
            MaxConnectionsPerServer = 1,
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = OwnRoots.Trusting(plan.CaPem),
        };
        _http = new HttpClient(handler) { Timeout = plan.Timeout, MaxResponseContentBufferSize = MaxAnswerBytes };
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        var credentials = $"{WebUtility.UrlEncode(login.User)}:{WebUtility.UrlEncode(login.Password)}";
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(credentials)));
        _form = [new("grant_type", "client_credentials"), .. Given("scope", plan.Scope), .. Given("audience", plan.Audience)];
    }

    /// <exception cref="TokenException">There is none to be had now.</exception>
    public async Task<BearerToken> GetAsync()
    {
        try
        {
            var now = _time.GetUtcNow();
            using var form = new FormUrlEncodedContent(_form);
            using var answer = await _http.PostAsync(_plan.Url, form).ConfigureAwait(false);
            var body = await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? BearerToken.Parse(body, _plan.MaxBytes, now) : throw new TokenException(Refusal(answer.StatusCode, body));
        }
        catch (HttpRequestException e)
        {
            throw new TokenException(e.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => $"nobody knows the name {_plan.Url.Host}",
                HttpRequestError.SecureConnectionError => "there is no TLS with it: who vouches for its certificate is named by 'ca' beside 'tokenUrl'",
                HttpRequestError.ConnectionError => $"{_plan.Url.Authority} does not take connections",
                HttpRequestError.ConfigurationLimitExceeded => $"its answer is larger than {MaxAnswerBytes >> 20} MiB",
                var other => $"it can't be reached or does not speak as expected ({other})",
            });
        }
        catch (OperationCanceledException)
        {
            throw new TokenException("it does not answer in time (limits.tokenTimeout)");
        }
    }

    public void Dispose() => _http.Dispose();

    private static IEnumerable<KeyValuePair<string, string>> Given(string name, string? value) => value is null ? [] : [new(name, value)];

    private static string Refusal(HttpStatusCode status, byte[] body)
    {
        var told = ErrorIn(body) is { } error && Refusals.Contains(error) ? $" {error}" : "";
        var remedy = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || told is " invalid_client" or " unauthorized_client" ? "; look at clientId and clientSecret"
            : told is " invalid_scope" ? "; look at scope" : "";
        return $"it answers {(int)status}{told}{remedy}";
    }

    private static string? ErrorIn(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String ? error.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
