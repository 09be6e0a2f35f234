const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:4rem auto;padding:0 1rem}a{color:#1f5fbf}';

/** The address people meet first. */
export const WELCOME_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Faregate</title>
<style>${STYLE}</style></head>
<body><h1>Faregate</h1>
<p>Sells places: seats on a train, tickets to an event, slots of a service. Every booking is made exactly once, and only
after its payment.</p>
<ul><li><a href="/docs/">API documentation</a></li>
<li><a href="/paygate/api/v1/openapi.json">OpenAPI document</a></li></ul>
</body></html>
`;

/** Swagger UI, from our own files: no script of another host. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Faregate API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>
`;

export const DOCS_SCRIPT = `window.ui = SwaggerUIBundle({
  url: '/paygate/api/v1/openapi.json', dom_id: '#swagger-ui', deepLinking: true,
});
`;
