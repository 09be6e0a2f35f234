# One recipe for every service: docker build -f deploy/docker/service.Dockerfile --build-arg SERVICE=booking -t faregate/booking .
# Built by the classic builder and by BuildKit alike. All services share every layer but the last.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS compiled
ARG NPM_CONFIG_REGISTRY=https://registry.npmjs.org/
WORKDIR /app
COPY package.json package-lock.json .npmrc .swcrc ./
COPY deploy/local/package.json deploy/local/
# Without the workspace: it carries a Node and a PostgreSQL for machines that have none.
RUN npm ci --workspaces=false --ignore-scripts --loglevel=error
COPY deploy/local/launch deploy/local/launch
COPY deploy/docker/compile.mjs deploy/docker/
COPY libs libs
COPY services services
RUN node deploy/docker/compile.mjs

FROM ${NODE_IMAGE} AS dependencies
ARG NPM_CONFIG_REGISTRY=https://registry.npmjs.org/
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY deploy/local/package.json deploy/local/
RUN npm ci --omit=dev --workspaces=false --ignore-scripts --loglevel=error && rm -f node_modules/.package-lock.json

FROM ${NODE_IMAGE} AS shared
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json deploy/docker/healthcheck.sh deploy/docker/broker-users.mjs deploy/docker/upkeep.mjs ./
COPY --from=compiled /app/dist/libs dist/libs

FROM shared
ARG SERVICE
COPY --from=compiled /app/dist/services/${SERVICE} dist/services/${SERVICE}
RUN test -n "${SERVICE}" && ln -s dist/services/${SERVICE}/src/main.js service.js
# Told apart in "docker ps" and in the image's history; nothing reads it.
ARG VERSION=local
LABEL org.opencontainers.image.title="faregate ${SERVICE}" org.opencontainers.image.version="${VERSION}"
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=9s --start-period=180s --retries=3 CMD ["/app/healthcheck.sh"]
# `migrate` as the argument brings the service's database up to date and ends; `reseal` seals its secrets by the current key.
ENTRYPOINT ["node", "--enable-source-maps", "service.js"]
