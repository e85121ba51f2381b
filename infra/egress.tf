# Ways out of the private subnets: interface endpoints (nat = none), a small instance, or a gateway.

locals {
  endpoints = local.has_egress ? toset([]) : var.interface_endpoints
}

resource "aws_security_group" "endpoint" {
  count       = local.has_egress ? 0 : 1
  name        = "${local.name}-endpoint"
  description = "Interface endpoints: only the functions reach them."
  vpc_id      = aws_vpc.main.id
  tags        = { Name = "${local.name}-endpoint" }
}

resource "aws_vpc_security_group_ingress_rule" "endpoint" {
  count                        = local.has_egress ? 0 : 1
  description                  = "HTTPS from the functions"
  security_group_id            = aws_security_group.endpoint[0].id
  referenced_security_group_id = aws_security_group.function.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_endpoint" "service" {
  for_each            = local.endpoints
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = slice(aws_subnet.private[*].id, 0, var.endpoint_zones)
  security_group_ids  = aws_security_group.endpoint[*].id
  tags                = { Name = "${local.name}-${each.key}" }
}

resource "aws_subnet" "public" {
  count             = local.has_egress ? 1 : 0
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, 100)
  availability_zone = data.aws_availability_zones.available.names[0]
  tags              = { Name = "${local.name}-public" }
}

resource "aws_internet_gateway" "main" {
  count  = local.has_egress ? 1 : 0
  vpc_id = aws_vpc.main.id
  tags   = { Name = local.name }
}

resource "aws_route_table" "public" {
  count  = local.has_egress ? 1 : 0
  vpc_id = aws_vpc.main.id
  tags   = { Name = "${local.name}-public" }
}

resource "aws_route" "internet" {
  count                  = local.has_egress ? 1 : 0
  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main[0].id
}

resource "aws_route_table_association" "public" {
  count          = local.has_egress ? 1 : 0
  subnet_id      = aws_subnet.public[0].id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_eip" "nat" {
  count  = local.has_egress ? 1 : 0
  domain = "vpc"
  tags   = { Name = "${local.name}-nat" }
}

# --- nat = gateway

resource "aws_nat_gateway" "main" {
  count         = var.nat == "gateway" ? 1 : 0
  subnet_id     = aws_subnet.public[0].id
  allocation_id = aws_eip.nat[0].id
  tags          = { Name = local.name }
  depends_on    = [aws_internet_gateway.main]
}

resource "aws_route" "nat_gateway" {
  count                  = var.nat == "gateway" ? 1 : 0
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main[0].id
}
