# nat = instance: the smallest machine that forwards packets, as the VPC user guide describes it.

data "aws_ssm_parameter" "linux" {
  count = var.nat == "instance" ? 1 : 0
  name  = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
}

resource "aws_security_group" "nat" {
  count       = var.nat == "instance" ? 1 : 0
  name        = "${local.name}-nat"
  description = "The NAT instance: HTTPS of the functions."
  vpc_id      = aws_vpc.main.id
  tags        = { Name = "${local.name}-nat" }
}

resource "aws_vpc_security_group_ingress_rule" "nat" {
  count                        = var.nat == "instance" ? 1 : 0
  description                  = "HTTPS from the functions"
  security_group_id            = aws_security_group.nat[0].id
  referenced_security_group_id = aws_security_group.function.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_egress_rule" "nat" {
  count             = var.nat == "instance" ? 1 : 0
  description       = "HTTPS, also to install its packages"
  security_group_id = aws_security_group.nat[0].id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_instance" "nat" {
  count         = var.nat == "instance" ? 1 : 0
  ami           = data.aws_ssm_parameter.linux[0].insecure_value
  instance_type = "t4g.nano"
  subnet_id     = aws_subnet.public[0].id
  ebs_optimized = true

  vpc_security_group_ids = aws_security_group.nat[*].id
  source_dest_check      = false # it forwards packets that are not its own

  user_data = <<-SCRIPT
    #!/bin/bash
    set -euo pipefail
    until dnf install -y iptables-services dnf-automatic; do sleep 5; done # its address comes a moment later
    echo net.ipv4.ip_forward=1 > /etc/sysctl.d/90-nat.conf
    sysctl -p /etc/sysctl.d/90-nat.conf
    systemctl enable --now iptables
    iptables -F FORWARD
    iptables -t nat -A POSTROUTING -o "$(ip -o route get 192.0.2.1 | awk '{print $5}')" -j MASQUERADE
    service iptables save
    sed -i 's/^apply_updates = .*/apply_updates = yes/' /etc/dnf/automatic.conf
    systemctl enable --now dnf-automatic.timer
  SCRIPT

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    encrypted   = true
    volume_type = "gp3"
    volume_size = 8
  }

  tags       = { Name = "${local.name}-nat" }
  depends_on = [aws_route.internet, aws_route_table_association.public] # it installs packages when it starts

  lifecycle {
    ignore_changes = [ami] # a new image must not replace the way out in the middle of the day
  }
}

resource "aws_eip_association" "nat" {
  count         = var.nat == "instance" ? 1 : 0
  allocation_id = aws_eip.nat[0].id
  instance_id   = aws_instance.nat[0].id
}

resource "aws_route" "nat_instance" {
  count                  = var.nat == "instance" ? 1 : 0
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  network_interface_id   = aws_instance.nat[0].primary_network_interface_id
}
